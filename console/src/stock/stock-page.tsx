import { Button, Checkbox, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useSearchParams } from 'wouter';
import { skuQuery, stockQuery } from '../data/stock.ts';
import { useSlash } from '../parts/keys.ts';
import { OlderButton } from '../parts/older-button.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { useMay } from '../session/session.ts';
import { SetStockDialog } from './set-stock-dialog.tsx';
import styles from './stock-page.module.css';
import { StockTable, type OnSet } from './stock-table.tsx';
import { WaitingOrders } from './waiting-orders.tsx';

/** What a person looks for stands in the address: one SKU, or only what is short. */
export function StockPage() {
  const [params, setParams] = useSearchParams();
  const [setting, setSetting] = useState<string>();
  const maySet = useMay('orders:operate');
  const isShort = params.get('short') === 'true';
  const sku = params.get('sku')?.trim() ?? '';
  const onSet = maySet ? setSetting : undefined;
  return (
    <>
      <div className={styles['head']}>
        <h1>Stock</h1>
        {maySet && <Button onClick={() => setSetting('')}>Set stock</Button>}
      </div>
      <search className={styles['search']}>
        <FindSku key={sku} sku={sku} onFind={(found) => setParams(found === '' ? {} : { sku: found })} />
        <Checkbox
          label="Only what is short"
          checked={isShort}
          onChange={({ currentTarget }) => setParams(currentTarget.checked ? { short: 'true' } : {})}
        />
      </search>
      {sku === '' ? <StockList isShort={isShort} onSet={onSet} /> : <OneStock sku={sku} onSet={onSet} />}
      {setting !== undefined && <SetStockDialog sku={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}

interface FindSkuProps {
  readonly sku: string;
  readonly onFind: (sku: string) => void;
}

function FindSku({ sku, onFind }: FindSkuProps) {
  const field = useSlash();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFind(field.current?.value.trim() ?? '');
  };
  return (
    <form className={styles['find']} onSubmit={submit}>
      <TextInput ref={field} label="Find a SKU" placeholder="Press / to type" defaultValue={sku} maxLength={100} autoComplete="off" />
      <Button type="submit" variant="default">
        Find
      </Button>
      {sku !== '' && (
        <Button variant="default" onClick={() => onFind('')}>
          Show all stock
        </Button>
      )}
    </form>
  );
}

function StockList({ isShort, onSet }: { readonly isShort: boolean; readonly onSet: OnSet }) {
  const list = useInfiniteQuery(stockQuery(isShort));
  const skus = list.data?.pages.flatMap((page) => page.skus);
  return (
    <>
      {list.error && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {!skus && !list.error && <Loading />}
      {skus?.length === 0 && <Empty title={isShort ? 'Nothing is short' : 'No SKU is in stock yet'} />}
      {skus && skus.length > 0 && <StockTable skus={skus} onSet={onSet} />}
      <OlderButton list={list} label="Show more" />
    </>
  );
}

function OneStock({ sku, onSet }: { readonly sku: string; readonly onSet: OnSet }) {
  const { data: stock, error, refetch } = useQuery(skuQuery(sku));
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (stock === undefined) return <Loading lines={1} />;
  return (
    <>
      {stock && <StockTable skus={[stock]} onSet={onSet} />}
      {!stock && <Empty title={`${sku} was never counted`}>{onSet && <Button onClick={() => onSet(sku)}>{`Set ${sku}`}</Button>}</Empty>}
      <WaitingOrders sku={sku} />
    </>
  );
}
