import { sqlSummary } from '../../../platform/sql-summary.ts';

it.each([
  ['SELECT "public"."orders"."id" FROM "public"."orders" WHERE 1=1', 'SELECT orders'],
  ['insert into stock (sku) values ($1) on conflict (sku) do update set on_hand = $2', 'INSERT stock'],
  ['delete from outbox where id in (select id from outbox where sent_at < $1)', 'DELETE outbox SELECT outbox'],
  ['select sku from unnest($1::text[]) as w (sku) join lateral (select) l on true', 'SELECT'],
  ['select * from stock s join reservations r on r.sku = s.sku for update of s', 'SELECT stock SELECT reservations'],
  ['update orders set status = $1 where status is distinct from before', 'UPDATE orders'],
  [
    'with changed as (update orders set a = 1 returning id), event as (insert into order_events select id from changed) insert into outbox select id from event',
    'UPDATE orders INSERT order_events INSERT outbox',
  ],
  ['BEGIN', 'BEGIN'],
])('%s: %s', (sql, summary) => {
  expect(sqlSummary(sql)).toBe(summary);
  expect(sqlSummary(sql)).toBe(summary);
});
