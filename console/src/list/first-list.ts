import { ordersQuery } from '../data/orders.ts';
import { queryClient } from '../data/query-client.ts';
import { BASE } from '../page.ts';
import { filtersIn, queryOf } from './filters.ts';

/** Asks for the orders that the address names, before anything is drawn; nothing at other pages. */
export function readFirstList(): void {
  if (location.pathname !== `${BASE}/`) return;
  void queryClient.prefetchInfiniteQuery(ordersQuery(queryOf(filtersIn(new URLSearchParams(location.search)))));
}
