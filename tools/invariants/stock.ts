import { END_STATUSES_SQL } from '../../adapters/postgres/end-statuses.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

/** How many units of the line `i` are not cancelled. */
const UNITS_KEPT = `((i->>'quantity')::bigint - coalesce((i->>'cancelledBeforeCapture')::bigint, 0) - coalesce((i->>'cancelledAfterCapture')::bigint, 0))`;

const SKU = { id: 's.sku' };
/** With whose it is, where tenants are told apart. */
const SKU_NAME = `case tenant when '' then sku else tenant || '/' || sku end`;

export function stockChecks(db: OrdersDatabase): Check[] {
  return [
    sqlCheck(db, {
      number: '3a',
      title: 'Stock on hand and reserved are never negative',
      of: 'SKUs',
      counted: (within) => `select count(*) from stock s where ${within(SKU)}`,
      violations: (within) => `
        select ${SKU_NAME} as id, format('on hand %s, reserved %s', s.on_hand, s.reserved) as says, null::timestamptz as changed_at
        from stock s where ${within(SKU)} and (s.on_hand < 0 or s.reserved < 0)`,
    }),
    sqlCheck(db, {
      number: '3b',
      title: 'What is reserved of a SKU, and what is waited for, is the sum of its reservations',
      of: 'SKUs',
      counted: (within) => `select count(*) from stock s where ${within(SKU)}`,
      violations: (within) => `
        select ${SKU_NAME} as id, format('reserved %s and waited for %s, the reservations sum to %s and %s',
            coalesce(s.reserved::text, 'nothing, it has no stock'), coalesce(s.waiting, 0), coalesce(r.held, 0), coalesce(r.waits, 0)) as says,
          null::timestamptz as changed_at
        from stock s full join (
          select tenant, sku, sum(reserved) as held, sum(waiting) as waits from reservations where reserved > 0 or waiting > 0 group by tenant, sku
        ) r using (tenant, sku)
        where ${within({ id: 'sku' })} and (coalesce(s.reserved, 0), coalesce(s.waiting, 0)) <> (coalesce(r.held, 0), coalesce(r.waits, 0))`,
    }),
    sqlCheck(db, {
      number: '3c',
      title: 'No order at its end holds a reservation',
      of: 'reservations',
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id
        where r.reserved > 0 and ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // The row is written at the same time as the reservation.
      violations: (within) => `
        select r.order_id as id, format('%s, and holds %s', coalesce(o.status::text, 'has no row'), string_agg(r.reserved + r.waiting || ' of ' || r.sku, ', ' order by r.line_id)) as says,
          coalesce(o.updated_at, clock_timestamp()) as changed_at
        from reservations r left join orders o on o.id = r.order_id
        where (r.reserved > 0 or r.waiting > 0) and (o.id is null or o.status in (${END_STATUSES_SQL}))
          and ${within({ id: 'r.order_id', createdAt: `coalesce(o.created_at, 'infinity')` })}
        group by r.order_id, o.status, o.updated_at`,
    }),
    sqlCheck(db, {
      number: '3d',
      title: "A reservation's SKU and quantity are those of its line, less what is cancelled, and its stock is that of its order's tenant",
      of: 'reservations',
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id
        where r.released < r.quantity and ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // One that was given back whole may be left over from a line that is no longer in the order.
      violations: (within) => `
        select o.id, string_agg(format('%s: %s of %s, ordered and not cancelled %s', r.line_id, r.quantity - r.released, r.sku, coalesce(w.quantity || ' of ' || w.sku, 'nothing')), '; ' order by r.line_id) as says,
          clock_timestamp() as changed_at
        from orders o join reservations r on r.order_id = o.id left join lateral (
          select ${UNITS_KEPT} as quantity, i->>'sku' as sku from json_array_elements(o.items) i where i->>'lineId' = r.line_id
        ) w on true
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and r.released < r.quantity and (r.tenant, r.sku, r.quantity - r.released) is distinct from (o.tenant, w.sku, w.quantity)
        group by o.id`,
    }),
    sqlCheck(db, {
      number: '3e',
      title: 'Confirmed orders hold all their lines; what is in a parcel that left is shipped, and the rest reserved',
      of: 'orders',
      counted: countOrders(`o.status in ('CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED')`),
      // A reservation has no time of change: it may have been shipped a moment before the order says so. 3c tells what is still held at the end.
      violations: (within) => `
        select o.id, format('%s, and %s', o.status, string_agg(format('%s has %s, and %s left', w.line_id, case when r.id is null then 'no reservation'
            else format('%s reserved, %s shipped, %s given back', r.reserved, r.shipped, r.released) end, w.has_left), '; ' order by w.line_id)) as says,
          clock_timestamp() as changed_at
        from orders o cross join lateral (${LINES_THAT_LEFT}) w
          left join reservations r on r.order_id = o.id and r.line_id = w.line_id
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and (
          (o.status in ('CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED')
            and (coalesce(r.shipped, 0) <> w.has_left or coalesce(r.reserved, 0) <> w.kept - w.has_left))
          or (o.status = 'COMPLETED' and coalesce(r.shipped, 0) <> w.kept))
        group by o.id`,
    }),
  ];
}

/** How many of each line are in parcels that left. */
const LINES_THAT_LEFT = `
  select i->>'lineId' as line_id, ${UNITS_KEPT} as kept, coalesce((
    select sum((l->>'quantity')::bigint) from json_array_elements(o.shipments) p, json_array_elements(p->'lines') l
    where l->>'lineId' = i->>'lineId' and p->>'status' not in ('booked', 'cancelled')
  ), 0) as has_left
  from json_array_elements(o.items) i`;
