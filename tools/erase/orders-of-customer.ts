import type pg from 'pg';
import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';

export interface CustomerOrder {
  readonly id: string;
  readonly createdAt: Date;
  /** Why it cannot be erased yet; null where it can. */
  readonly hindrance: string | null;
}

const ORDERS = `
  select id, created_at as "createdAt", case
    when status not in (${END_STATUSES_SQL}) then 'is ' || status
    when open_refunds > 0 then 'has a refund under way'
    when open_returns > 0 then 'has a return under way'
    when exists (select from outbox b where b.order_id = o.id and b.sent_at is null) then 'has events on their way to NATS'
  end as hindrance
  from orders o where tenant = $1 and customer_id = $2 order by created_at, id`;

export async function ordersOfCustomer(client: pg.Client, tenant: string, customerId: string): Promise<CustomerOrder[]> {
  return (await client.query<CustomerOrder>(ORDERS, [tenant, customerId])).rows;
}
