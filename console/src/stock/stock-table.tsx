import { Button } from '@mantine/core';
import { Link } from 'wouter';
import type { ListedStock } from '../data/stock.ts';
import { StockBar } from '../parts/stock-bar.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';

/** Undefined for who may not. */
export type OnSet = ((sku: string) => void) | undefined;

interface StockTableProps {
  readonly skus: readonly ListedStock[];
  readonly onSet: OnSet;
}

export function StockTable({ skus, onSet }: StockTableProps) {
  return (
    <Table columns={['SKU', 'Reserved of what is on hand', 'Available', ...(onSet ? ['Set'] : [])]}>
      {skus.map((stock) => (
        <tr key={stock.sku}>
          <td>
            <Link href={`/?find=${encodeURIComponent(`sku:${stock.sku}`)}`}>{stock.sku}</Link>
            <Missing stock={stock} />
          </td>
          <td>
            <StockBar onHand={stock.onHand} reserved={stock.reserved} />
            <span className={table['sub']}>{`${stock.reserved} of ${stock.onHand}`}</span>
          </td>
          <td className="number">{stock.available}</td>
          {onSet && (
            <td>
              <Button size="compact-sm" variant="default" aria-label={`Set ${stock.sku}`} onClick={() => onSet(stock.sku)}>
                Set
              </Button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}

/** Which orders cannot be honoured with what is there. */
function Missing({ stock: { missing = 0, orderIds } }: { readonly stock: ListedStock }) {
  if (missing === 0) return null;
  return (
    <span className={table['sub']}>
      {`${missing} missing, for `}
      {orderIds?.map((id, place) => (
        <span key={id}>
          {place > 0 && ', '}
          <Link href={`/orders/${id}`}>{id.slice(0, 8)}</Link>
        </span>
      ))}
    </span>
  );
}
