import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useState } from 'react';
import type { Order, OrderPage } from '../data/order-types.ts';
import { orderQuery, type ordersQuery } from '../data/orders.ts';
import type { Liveness } from '../live/liveness.ts';
import { useShopEvents } from '../live/use-shop-events.ts';

type ListKey = ReturnType<typeof ordersQuery>['queryKey'];

interface LiveList {
  /** How many came since the list was read. */
  readonly newOrders: number;
  readonly showNew: () => void;
  readonly liveness: Liveness;
}

/** Rows that are shown follow what happens; new orders wait until they are asked for, so that no row moves while somebody reads. */
export function useLiveList(queryKey: ListKey): LiveList {
  const queries = useQueryClient();
  const [created, setCreated] = useState<ReadonlySet<string>>(new Set());
  const pages = () => queries.getQueryData(queryKey)?.pages ?? [];
  const isShown = (id: string) => pages().some(({ orders }) => orders.some((order) => order.id === id));

  const liveness = useShopEvents(({ type, subject }) => {
    if (type === 'orders.created') setCreated((ids) => new Set(ids).add(subject));
    if (!isShown(subject)) return;
    const read = queries.fetchQuery({ ...orderQuery(subject), staleTime: 0 });
    // The next event reads it again.
    read.then((order) => queries.setQueryData(queryKey, (list) => list && withOrder(list, order))).catch(() => undefined);
  });
  const showNew = () => {
    setCreated(new Set());
    void queries.resetQueries({ queryKey });
  };
  return { newOrders: [...created].filter((id) => !isShown(id)).length, showNew, liveness };
}

function withOrder(list: InfiniteData<OrderPage>, read: Order): InfiniteData<OrderPage> {
  const pages = list.pages.map((page) => ({ ...page, orders: page.orders.map((order) => (order.id === read.id ? read : order)) }));
  return { ...list, pages };
}
