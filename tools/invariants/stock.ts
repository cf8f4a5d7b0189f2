import type { Books } from './books.ts';
import type { Check } from './check.ts';
import { countOrders, ORDER_COLUMNS_IN_SCOPE, sqlCheck } from './sql-check.ts';

const SKU = { id: 's.sku' };

export function stockChecks(books: Books): Check[] {
  return [
    sqlCheck(books, {
      number: '3a',
      title: 'Stock on hand and reserved are never negative',
      of: 'SKUs',
      counted: (within) => `select count(*) from stock s where ${within(SKU)}`,
      violations: (within) => `
        select s.sku as id, format('on hand %s, reserved %s', s.on_hand, s.reserved) as says, null::timestamptz as changed_at
        from stock s where ${within(SKU)} and (s.on_hand < 0 or s.reserved < 0)`,
    }),
    sqlCheck(books, {
      number: '3b',
      title: 'What is reserved of a SKU is the sum of its reservations',
      of: 'SKUs',
      counted: (within) => `select count(*) from stock s where ${within(SKU)}`,
      violations: (within) => `
        select sku as id, format('reserved %s, the reservations sum to %s', coalesce(s.reserved::text, 'nothing, it has no stock'), coalesce(r.held, 0)) as says,
          null::timestamptz as changed_at
        from stock s full join (select sku, sum(quantity) as held from reservations where state = 'reserved' group by sku) r using (sku)
        where ${within({ id: 'sku' })} and coalesce(s.reserved, 0) <> coalesce(r.held, 0)`,
    }),
    sqlCheck(books, {
      number: '3c',
      title: 'No order at its end holds a reservation',
      of: 'reservations',
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id
        where r.state = 'reserved' and ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // The row is written at the same time as the reservation.
      violations: (within) => `
        select r.order_id as id, format('%s, and holds %s', coalesce(o.status::text, 'has no row'), string_agg(r.quantity || ' of ' || r.sku, ', ' order by r.sku)) as says,
          coalesce(o.updated_at, clock_timestamp()) as changed_at
        from reservations r left join orders o on o.id = r.order_id
        where r.state = 'reserved' and (o.id is null or o.status in ('CANCELED', 'REJECTED', 'COMPLETED', 'RETURNED'))
          and ${within({ id: 'r.order_id', createdAt: `coalesce(o.created_at, 'infinity')` })}
        group by r.order_id, o.status, o.updated_at`,
    }),
    sqlCheck(books, {
      number: '3d',
      title: "A reservation's quantity is the order's quantity of that SKU",
      of: 'reservations',
      counted: (within) => `
        select count(*) from reservations r join orders o on o.id = r.order_id
        where r.state <> 'released' and ${within(ORDER_COLUMNS_IN_SCOPE)}`,
      // A released row may be left over from lines that are no longer in the order.
      violations: (within) => `
        select o.id, string_agg(format('%s %s of %s, ordered %s', r.state, r.quantity, r.sku, w.quantity), '; ' order by r.sku) as says,
          clock_timestamp() as changed_at
        from orders o join reservations r on r.order_id = o.id cross join lateral (
          select coalesce(sum((i->>'quantity')::bigint), 0) as quantity from json_array_elements(o.items) i where i->>'sku' = r.sku
        ) w
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and r.state <> 'released' and r.quantity <> w.quantity
        group by o.id`,
    }),
    sqlCheck(books, {
      number: '3e',
      title: 'Confirmed orders hold all their SKUs; what has left is shipped',
      of: 'orders',
      counted: countOrders(`o.status in ('CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED')`),
      // A reservation has no time of change: it may have been shipped a moment before the order says so. 3c tells what is still held at the end.
      violations: (within) => `
        select o.id, format('%s, and %s', o.status, string_agg(format('%s is %s', w.sku, coalesce(r.state::text, 'not reserved')), '; ' order by w.sku)) as says,
          clock_timestamp() as changed_at
        from orders o cross join lateral (select distinct i->>'sku' as sku from json_array_elements(o.items) i) w
          left join reservations r on r.order_id = o.id and r.sku = w.sku
        where ${within(ORDER_COLUMNS_IN_SCOPE)} and (
          (o.status in ('CONFIRMED', 'FULFILLING') and r.state is distinct from 'reserved')
          or (o.status in ('SHIPPED', 'DELIVERED') and r.state is distinct from 'shipped')
          or (o.status = 'COMPLETED' and (r.state is null or r.state = 'released')))
        group by o.id`,
    }),
  ];
}
