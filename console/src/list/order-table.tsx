import { useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { Order } from '../data/order-types.ts';
import { StatusPill } from '../parts/status-pill.tsx';
import table from '../parts/table.module.css';
import { Table } from '../parts/table.tsx';
import { money } from '../words/money.ts';
import { ago, at } from '../words/time.ts';
import { explain } from '../words/waiting.ts';
import { useListKeys } from './list-keys.ts';

export function OrderTable({ orders }: { readonly orders: readonly Order[] }) {
  const [, navigate] = useLocation();
  const { current, isReached } = useListKeys(orders.length, (place) => navigate(`/orders/${orders[place]?.id}`));
  return (
    <Table columns={['Order', 'Status', 'Customer', { amount: 'Total' }, 'Created']}>
      {orders.map((order, place) => (
        <OrderRow key={order.id} order={order} isCurrent={place === current} isReached={isReached && place === current} />
      ))}
    </Table>
  );
}

interface OrderRowProps {
  readonly order: Order;
  readonly isCurrent: boolean;
  readonly isReached: boolean;
}

function OrderRow({ order, isCurrent, isReached }: OrderRowProps) {
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isReached) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isReached]);
  const waits = order.status === 'COMPLETED' ? undefined : explain(order);
  return (
    <tr ref={row} aria-current={isCurrent}>
      <td className={table['whole']}>
        <Link href={`/orders/${order.id}`} className="number">
          {order.orderNumber}
        </Link>
      </td>
      <td>
        <StatusPill status={order.status} />
        {waits && <span className={table['sub']}>{waits.why}</span>}
      </td>
      <td>{order.customerId}</td>
      <td className={table['amount']}>{money(order.totalCents, order.currency)}</td>
      <td className={table['whole']}>
        <time dateTime={order.createdAt} title={at(order.createdAt)}>
          {ago(order.createdAt)}
        </time>
      </td>
    </tr>
  );
}
