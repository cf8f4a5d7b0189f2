import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { ordersQuery } from '../data/orders.ts';
import { skuQuery } from '../data/stock.ts';
import { useShopEvents } from '../live/use-shop-events.ts';
import { OlderButton } from '../parts/older-button.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { at, lasting } from '../words/time.ts';
import styles from './stock-page.module.css';

/** Who waits for a SKU, the longest first: they get what comes in this order. */
export function WaitingOrders({ sku }: { readonly sku: string }) {
  const queries = useQueryClient();
  const list = useInfiniteQuery(ordersQuery({ sku, status: 'CREATED' }, 100));
  const waiting = (list.data?.pages ?? [])
    .flatMap(({ orders }) => orders)
    .filter((order) => unitsOf(order, sku) > 0)
    .toReversed();
  useShopEvents(({ type, subject }) => {
    // An order that begins to wait, or has some of its stock, says that it changed.
    if (type !== 'orders.changed' && !waiting.some(({ id }) => id === subject)) return;
    void list.refetch();
    void queries.invalidateQueries(skuQuery(sku));
  });
  if (waiting.length === 0 && !list.hasNextPage) return null;
  return (
    <section className={styles['waiting']} aria-label="Who waits for it">
      <h2>Who waits for it</h2>
      <Table columns={['Order', 'Customer', { amount: 'Units' }, 'Since']}>
        {waiting.map((order) => (
          <tr key={order.id}>
            <td className={table['whole']}>
              <Link href={`/orders/${order.id}`} className="number">
                {order.orderNumber}
              </Link>
            </td>
            <td>{order.customerId}</td>
            <td className={table['amount']}>{unitsOf(order, sku)}</td>
            <td className={table['whole']}>
              <time dateTime={order.createdAt} title={at(order.createdAt)}>
                {lasting(order.createdAt)}
              </time>
            </td>
          </tr>
        ))}
      </Table>
      <OlderButton list={list} label="Show who came earlier" />
    </section>
  );
}

const unitsOf = ({ items }: Order, sku: string) =>
  items.filter((line) => line.sku === sku).reduce((sum, { waiting = 0 }) => sum + waiting, 0);
