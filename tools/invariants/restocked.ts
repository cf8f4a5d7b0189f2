import type { Check } from './check.ts';
import type { OrdersDatabase } from './database.ts';
import { ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

/** How many of each line came back to be sold again, by the order's returns. */
const LINES_RESTOCKED = `
  select l->>'lineId' as line_id, sum(coalesce((l->>'restocked')::bigint, 0)) as restocked
  from json_array_elements(o.returns) r, json_array_elements(r->'lines') l group by 1`;

/** The stock beside what the returns say. */
export function restockedChecks(db: OrdersDatabase): Check[] {
  return [
    sqlCheck(db, {
      number: '3i',
      title: 'What came back to be sold again is on hand again, once',
      of: 'reservations',
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id
        where (r.restocked > 0 or o.returns is not null) and ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // The order says first what came back.
      violations: (within) => `
        select o.id, string_agg(format('%s has %s back in stock, and its returns say %s', r.line_id, r.restocked, coalesce(b.restocked, 0)), '; ' order by r.line_id) as says,
          o.updated_at as changed_at
        from orders o join reservations r on r.order_id = o.id left join lateral (${LINES_RESTOCKED}) b on b.line_id = r.line_id
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and (r.restocked > 0 or o.returns is not null) and r.restocked <> coalesce(b.restocked, 0)
        group by o.id`,
    }),
  ];
}
