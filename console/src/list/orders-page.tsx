import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { ordersQuery } from '../data/orders.ts';
import { OlderButton } from '../parts/older-button.tsx';
import { Empty, Failed, LiveSign, Loading } from '../parts/states.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filtersIn, NO_FILTERS, paramsOf, queryOf, type Filters } from './filters.ts';
import { FirstOrder } from './first-order.tsx';
import { useLiveList } from './live-list.ts';
import { OrderTable } from './order-table.tsx';
import styles from './orders-page.module.css';

export function OrdersPage() {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => filtersIn(params), [params]);
  const change = useCallback((changed: Filters) => setParams(paramsOf(changed)), [setParams]);
  const query = ordersQuery(queryOf(filters));
  const list = useInfiniteQuery(query);
  const { data, error, refetch } = list;
  const { newOrders, showNew, liveness } = useLiveList(query.queryKey);
  const orders = data?.pages.flatMap((page) => page.orders);
  return (
    <>
      <div className={styles['head']}>
        <h1>Orders</h1>
        <LiveSign liveness={liveness} />
      </div>
      <FilterBar filters={filters} onChange={change} />
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!orders && !error && <Loading lines={10} />}
      {newOrders > 0 && (
        <Button className={styles['more'] ?? ''} variant="light" fullWidth onClick={showNew}>
          {newOrders === 1 ? 'Show 1 new order' : `Show ${newOrders} new orders`}
        </Button>
      )}
      {orders && orders.length > 0 && <OrderTable orders={orders} />}
      {orders?.length === 0 && newOrders === 0 && <NothingFound filters={filters} onChange={change} />}
      <OlderButton list={list} />
    </>
  );
}

interface NothingFoundProps {
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

function NothingFound({ filters, onChange }: NothingFoundProps) {
  if (paramsOf(filters).size === 0) return <FirstOrder />;
  const isName = filters.find !== '' && !/[:=]/.test(filters.find);
  return (
    <Empty title="No order fits">
      {isName && (
        <Button variant="light" onClick={() => onChange({ ...NO_FILTERS, find: `sku:${filters.find}` })}>
          Look for it as a SKU
        </Button>
      )}{' '}
      <Button variant="default" onClick={() => onChange(NO_FILTERS)}>
        Show all orders
      </Button>
    </Empty>
  );
}
