import { Link } from 'wouter';
import type { ListedStock } from '../data/stock.ts';
import { StockBar } from '../parts/stock-bar.tsx';
import styles from './stock-bars.module.css';

export function StockBars({ skus }: { readonly skus: readonly ListedStock[] }) {
  return (
    <ul className={styles['stock']}>
      {skus.map(({ sku, onHand, reserved, available }) => (
        <li key={sku}>
          <Link href={`/?find=${encodeURIComponent(`sku:${sku}`)}`}>{sku}</Link>
          <span className={styles['said']}>{`${reserved} reserved, ${available} free`}</span>
          <div className={styles['whole']}>
            <StockBar onHand={onHand} reserved={reserved} />
          </div>
        </li>
      ))}
    </ul>
  );
}
