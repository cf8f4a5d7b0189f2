import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

/** Clocks of two machines differ by seconds; time zones by a quarter of an hour at least. */
const CLOCKS_MAY_DIFFER = `interval '10 minutes'`;
const instant = (member: string) => `(e.snapshot->>'${member}')::timestamptz`;

/** What was written through a connection in another time zone lies hours away from what was written beside it. */
export function instantChecks(db: OrdersDatabase): Check[] {
  return [
    sqlCheck(db, {
      number: '5k',
      title: 'Each instant is the same in row, events, outbox and reservations',
      of: 'orders',
      counted: countOrders(),
      violations: (within) => `
        select o.id, string_agg(found.says, '; ' order by found.says) as says, null::timestamptz as changed_at
        from orders o cross join lateral (
          select format('event %s tells that it was created at %s, the row says %s', e.sequence, e.snapshot->>'createdAt', o.created_at) as says
          from order_events e where e.order_id = o.id and ${instant('createdAt')} <> o.created_at
          union all
          select format('event %s is of %s and tells %s', e.sequence, e.at, e.snapshot->>'updatedAt')
          from order_events e where e.order_id = o.id and ${instant('updatedAt')} <> e.at
          union all
          select format('event %s was sent at %s, and is of %s', b.sequence, b.sent_at, e.at)
          from outbox b join order_events e on e.order_id = b.order_id and e.sequence = b.sequence
          where b.order_id = o.id and (b.sent_at < e.at - ${CLOCKS_MAY_DIFFER} or b.sent_at > now() + ${CLOCKS_MAY_DIFFER})
          union all
          select format('the reservation of %s ended at %s, before the order was made at %s', r.line_id, r.expires_at, o.created_at)
          from reservations r where r.order_id = o.id and r.expires_at < o.created_at - ${CLOCKS_MAY_DIFFER}
        ) found
        where ${within(ORDER_COLUMNS_IN_SCOPE)} group by o.id`,
    }),
  ];
}
