import { useQueries } from '@tanstack/react-query';
import { confirmedQuery } from '../data/orders.ts';
import type { Order } from '../data/order-types.ts';
import { Panel } from '../parts/panel.tsx';
import { Bars } from './bars.tsx';
import { bySpan, CONFIRMED_WITHIN } from './summary.ts';

/** Each is a call of its own, once: what has been confirmed stays so. */
const MOST_ORDERS = 20;

/** From an order's acceptance until stock and money were there. */
export function TimeToConfirmed({ orders }: { readonly orders: readonly Order[] }) {
  const confirmed = useQueries({
    queries: orders.slice(0, MOST_ORDERS).map(({ id }) => confirmedQuery(id)),
    combine: (found) => found.flatMap(({ data }) => (data ? [data.tookMs] : [])),
  });
  if (confirmed.length === 0) return null;
  return (
    <Panel title="Time to CONFIRMED">
      <Bars rows={bySpan(confirmed, CONFIRMED_WITHIN).map(([name, count]) => ({ name, count }))} />
    </Panel>
  );
}
