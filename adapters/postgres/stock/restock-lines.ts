/**
 * Puts units that came back on hand again, once a step, and never more of a line than have left. Every count is made from the locked
 * row, as is the stock. Values: the step, then ids and quantities side by side. Answers each SKU, and whether some of it is free now that
 * orders wait for.
 */
export const RESTOCK_LINES = `
  with asked as (select id, quantity from unnest($2::text[], $3::bigint[]) as a (id, quantity)),
  locked as materialized (
    select s.tenant, s.sku, s.on_hand from stock s
    where (s.tenant, s.sku) in (select r.tenant, r.sku from reservations r join asked a on a.id = r.id where not $1::text = any(r.steps))
    order by s.sku for update of s
  ),
  gone as materialized (
    select r.id, r.tenant, r.sku, r.restocked, r.steps, least(r.shipped - r.restocked, a.quantity) as quantity
    from reservations r join asked a on a.id = r.id
    where not $1 = any(r.steps) and (select count(*) from locked) >= 0
    for update of r
  ),
  back as (
    update reservations r set restocked = g.restocked + g.quantity, steps = g.steps || $1
    from gone g where r.id = g.id
    returning g.tenant, g.sku, g.quantity
  )
  update stock s set on_hand = l.on_hand + b.quantity
  from (select tenant, sku, sum(quantity)::bigint as quantity from back group by tenant, sku) b
    join locked l on l.tenant = b.tenant and l.sku = b.sku
  where s.tenant = l.tenant and s.sku = l.sku
  returning s.tenant, s.sku, s.waiting > 0 and s.on_hand > s.reserved as "isWanted"`;
