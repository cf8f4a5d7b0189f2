import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

const SKU_NAME = `case s.tenant when '' then s.sku else s.tenant || '/' || s.sku end`;
const WAITS_OR_DID = `o.status = 'CREATED' and r.waits_since is not null and not r.closed`;

/** @param reconcileEveryMs how soon the reconciler comes by who was not told of their stock (ms) */
export function backorderChecks(db: OrdersDatabase, reconcileEveryMs: number): Check[] {
  return [
    sqlCheck(db, {
      number: '3j',
      title: 'An order waits for the units that its reservation waits for',
      of: 'reservations',
      repairMs: reconcileEveryMs,
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id where ${within(ORDER_COLUMNS_IN_SCOPE)} and ${WAITS_OR_DID}`,
      // The stock is given out first, and the order told of it.
      violations: (within) => `
        select o.id, string_agg(format('%s says that it waits for %s, its reservation for %s', i->>'lineId', coalesce(i->>'waiting', '0'), coalesce(r.waiting, 0)),
          '; ' order by i->>'lineId') as says, clock_timestamp() as changed_at
        from orders o cross join lateral json_array_elements(o.items) i
          left join reservations r on r.order_id = o.id and r.line_id = i->>'lineId'
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and o.status = 'CREATED' and (o.backorder_until is not null or r.waiting > 0)
          and coalesce((i->>'waiting')::bigint, 0) <> coalesce(r.waiting, 0)
        group by o.id`,
    }),
    sqlCheck(db, {
      number: '3k',
      title: 'What comes free of a SKU goes to who waits for it, longest first',
      of: 'SKUs',
      repairMs: reconcileEveryMs,
      counted: (within) => `select count(*) from stock s where s.waiting > 0 and ${within({ id: 's.sku' })}`,
      violations: (within) => `
        select ${SKU_NAME} as id, case when s.on_hand > s.reserved then format('%s are waited for, and %s are free', s.waiting, s.on_hand - s.reserved)
            else format('order %s has some of what order %s waits for longer', later.order_id, first.order_id) end as says,
          clock_timestamp() as changed_at
        from stock s cross join lateral (
          select r.order_id, r.waits_since from reservations r where r.tenant = s.tenant and r.sku = s.sku and r.waiting > 0
          order by r.waits_since limit 1
        ) first left join lateral (
          select r.order_id from reservations r
          where r.tenant = s.tenant and r.sku = s.sku and r.waits_since > first.waits_since and r.order_id <> first.order_id and r.reserved > 0
          limit 1
        ) later on true
        where s.waiting > 0 and ${within({ id: 's.sku' })} and (s.on_hand > s.reserved or later.order_id is not null)`,
    }),
  ];
}
