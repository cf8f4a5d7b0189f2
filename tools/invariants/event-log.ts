import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

/** The events of each order beside its row, and the outbox beside the events; one statement writes all three. */
export function eventLogChecks(db: OrdersDatabase, retentionDays: number): Check[] {
  return [
    sqlCheck(db, {
      number: '1a',
      title: 'Each order has exactly one first event, of the same order and customer',
      of: 'orders',
      counted: countOrders(),
      violations: (within) => `
        select o.id, case when f.n = 0 then 'has no first event' when f.n > 1 then format('has %s first events', f.n)
          else format('its first event is step %s, of order %s and customer %s, not %s', f.step, f.id, f.customer, o.customer_id) end as says,
          null::timestamptz as changed_at
        from orders o cross join lateral (
          select count(*) as n, min(e.step) as step, min(e.sequence) as sequence, min(e.snapshot->>'id') as id, min(e.snapshot->>'customerId') as customer
          from order_events e where e.order_id = o.id and (e.sequence = 1 or e.step = 'created')
        ) f
        where ${within(ORDER_COLUMNS_IN_SCOPE)}
          and (f.n <> 1 or f.sequence <> 1 or f.step <> 'created' or f.id is distinct from o.id or f.customer is distinct from o.customer_id)`,
    }),
    sqlCheck(db, {
      number: '5a',
      title: "An order's events are 1 … n without gaps, and n is its version",
      of: 'orders',
      counted: countOrders(),
      violations: (within) => `
        select o.id, format('version %s, and %s events from %s to %s', o.version, e.n, coalesce(e.first::text, 'none'), coalesce(e.last::text, 'none')) as says,
          null::timestamptz as changed_at
        from orders o cross join lateral (
          select count(*) as n, min(e.sequence) as first, max(e.sequence) as last from order_events e where e.order_id = o.id
        ) e
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and (e.n <> o.version or e.first is distinct from 1 or e.last is distinct from o.version)`,
    }),
    sqlCheck(db, {
      number: '5e',
      title: 'Each event has its outbox row until the retention is over, and none is without an event',
      of: 'events',
      counted: (within) => `
        select count(*) from order_events e join orders o on o.id = e.order_id where ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      values: () => [retentionDays],
      // A row goes when it was sent that long ago, so an event that is younger has its row for sure.
      violations: (within) => `
        select id, string_agg(format('event %s has %s', sequence, says), '; ' order by sequence) as says, null::timestamptz as changed_at from (
          select coalesce(e.order_id, b.order_id) as id, coalesce(e.sequence, b.sequence) as sequence, coalesce(o.created_at, b.created_at) as created_at,
            case when e.order_id is null then 'an outbox row, and does not exist' when b.n is null then 'no outbox row' else b.n || ' outbox rows' end as says
          from order_events e full join (
            select order_id, sequence, count(*) as n, min(created_at) as created_at from outbox group by order_id, sequence
          ) b on b.order_id = e.order_id and b.sequence = e.sequence
          left join orders o on o.id = e.order_id
          where e.order_id is null or b.n > 1 or (b.n is null and e.at > now() - $3::int * interval '1 day')
        ) found where ${within({ id: 'id', createdAt: 'created_at' })} group by id`,
    }),
  ];
}
