import { Button, Checkbox } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { stockQuery, type ListedStock } from '../data/stock.ts';
import { OlderButton } from '../parts/older-button.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { StockBar } from '../parts/stock-bar.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { useMay } from '../session/session.ts';
import { SetStockDialog } from './set-stock-dialog.tsx';
import styles from './stock-page.module.css';

export function StockPage() {
  const [params, setParams] = useSearchParams();
  const [setting, setSetting] = useState<string>();
  const maySet = useMay('orders:operate');
  const isShort = params.get('short') === 'true';
  const list = useInfiniteQuery(stockQuery(isShort));
  const skus = list.data?.pages.flatMap((page) => page.skus);
  return (
    <>
      <div className={styles['head']}>
        <h1>Stock</h1>
        <Checkbox
          label="Only what is short"
          checked={isShort}
          onChange={({ currentTarget }) => setParams(currentTarget.checked ? { short: 'true' } : {})}
        />
        {maySet && <Button onClick={() => setSetting('')}>Set stock</Button>}
      </div>
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {!skus && !list.error && <Loading />}
      {skus?.length === 0 && <Empty title={isShort ? 'Nothing is short' : 'No SKU is in stock yet'} />}
      {skus && skus.length > 0 && <StockTable skus={skus} onSet={maySet ? setSetting : undefined} />}
      <OlderButton list={list} label="Show more" />
      {setting !== undefined && <SetStockDialog sku={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}

interface StockTableProps {
  readonly skus: readonly ListedStock[];
  /** Undefined for who may not. */
  readonly onSet: ((sku: string) => void) | undefined;
}

function StockTable({ skus, onSet }: StockTableProps) {
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
