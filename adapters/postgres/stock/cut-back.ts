/**
 * Gives back what of an order is reserved beyond what it keeps, and leaves the step on each of its rows, so that a reserve under it
 * that comes late finds that it was here. Every count is made from the locked row, as is the stock. Values: the order, the step, then
 * ids and quantities side by side. Answers each SKU, and whether some of it is free now that orders wait for.
 */
export const CUT_BACK = `
  with kept as (select id, quantity from unnest($3::text[], $4::bigint[]) as k (id, quantity)),
  locked as materialized (
    select s.tenant, s.sku, s.reserved from stock s
    where (s.tenant, s.sku) in (select r.tenant, r.sku from reservations r where r.order_id = $1::text)
    order by s.sku for update of s
  ),
  held as materialized (
    select r.id, r.sku, r.reserved, r.released, r.steps, greatest(0, r.reserved - coalesce(k.quantity, 0)) as quantity
    from reservations r left join kept k on k.id = r.id
    where r.order_id = $1 and not r.closed and (select count(*) from locked) >= 0
    for update of r
  ),
  taken as (
    update reservations r set reserved = h.reserved - h.quantity, released = h.released + h.quantity,
      steps = case when $2::text = any(h.steps) then h.steps else h.steps || $2 end
    from held h where r.id = h.id
    returning h.sku, h.quantity
  )
  update stock s set reserved = l.reserved - t.quantity
  from (select sku, sum(quantity)::bigint as quantity from taken group by sku) t join locked l on l.sku = t.sku
  where s.tenant = l.tenant and s.sku = l.sku and t.quantity > 0
  returning s.tenant, s.sku, s.waiting > 0 and s.on_hand > s.reserved as "isWanted"`;
