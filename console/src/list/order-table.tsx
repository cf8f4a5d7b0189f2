import { memo, useEffect, useRef, type PointerEvent } from 'react';
import { useLocation } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { RowLink } from '../parts/row-link.tsx';
import { StatusPill } from '../parts/status-pill.tsx';
import { useMinute } from '../parts/use-minute.ts';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { money } from '../words/money.ts';
import { ago, at } from '../words/time.ts';
import { explain } from '../words/waiting.ts';
import { useListKeys } from './list-keys.ts';
import styles from './order-table.module.css';

export function OrderTable({ orders }: { readonly orders: readonly Order[] }) {
  const [, navigate] = useLocation();
  const { current, isReached } = useListKeys(orders.length, (place) => navigate(`/orders/${orders[place]?.id}`));
  const now = useMinute();
  return (
    <Table columns={['Order', 'Status', 'Customer', { amount: 'Total' }, 'Created']}>
      {orders.map((order, place) => (
        <OrderRow key={order.id} order={order} now={now} isCurrent={place === current} isReached={isReached && place === current} />
      ))}
    </Table>
  );
}

interface OrderRowProps {
  readonly order: Order;
  /** Ages count to here (ms). */
  readonly now: number;
  readonly isCurrent: boolean;
  readonly isReached: boolean;
}

/** Drawn again when it changes, not when another becomes the current one. */
const OrderRow = memo(function OrderRow({ order, now, isCurrent, isReached }: OrderRowProps) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isReached) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isReached]);
  const waits = order.status === 'COMPLETED' ? undefined : explain(order);
  return (
    <tr ref={row} className={styles['row']} aria-current={isCurrent}>
      <td className={table['whole']}>
        <RowLink href={`/orders/${order.id}`}>{order.orderNumber}</RowLink>
      </td>
      <td>
        <StatusPill status={order.status} />
        {waits && <span className={table['sub']}>{waits.why}</span>}
      </td>
      <td>{order.customerId}</td>
      <td className={table['amount']}>{money(order.totalCents, order.currency)}</td>
      <td className={table['whole']}>
        <time dateTime={order.createdAt} onPointerEnter={tellMoment}>
          {ago(order.createdAt, Math.max(now, Date.parse(order.createdAt)))}
        </time>
      </td>
    </tr>
  );
});

function tellMoment({ currentTarget }: PointerEvent<HTMLTimeElement>): void {
  currentTarget.title = at(currentTarget.dateTime);
}
