import styles from './stock-bar.module.css';

interface StockBarProps {
  readonly onHand: number;
  readonly reserved: number;
}

/** Of one SKU what is reserved, what is free, and what is promised and not there; beside it stands the same in words. */
export function StockBar({ onHand, reserved }: StockBarProps) {
  const all = Math.max(1, onHand, reserved);
  const share = (units: number) => ({ width: `${(Math.max(0, units) / all) * 100}%` });
  return (
    <span className={styles['bar']} aria-hidden>
      <span className={styles['reserved']} style={share(Math.min(reserved, onHand))} />
      <span className={styles['free']} style={share(onHand - reserved)} />
      <span className={styles['missing']} style={share(reserved - onHand)} />
    </span>
  );
}
