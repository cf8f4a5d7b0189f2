/**
 * All lines or none, of what is free and nobody waits for. A row from before decides without looking at the stock: this order has been
 * here. Values: the order, the step, then ids, lines, SKUs and quantities side by side, the expiry, and whose stock it is.
 *
 * While this statement waits for the stock another one of the same order may write or close the very rows, or take what is short now.
 * The snapshot of this one does not show that, the next one's does. `overtaken`: its rows were there already; `waited`: somebody else
 * changed the stock meanwhile, this order or another.
 */
export const RESERVE_LINES = `
  with wanted as (
    select id, line_id, sku, quantity
    from unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) as w (id, line_id, sku, quantity)
  ),
  per_sku as (select sku, sum(quantity)::bigint as quantity from wanted group by sku),
  known as materialized (
    select closed, expires_at, waits_since from reservations where order_id = $1::text and (closed or $2::text = any(steps))
  ),
  locked as materialized (
    select s.sku, s.on_hand - s.reserved - s.waiting as free, s.reserved, s.xmin as written_by
    from stock s join per_sku w on w.sku = s.sku and s.tenant = $8::text
    where not exists (select from known)
    order by s.sku for update of s
  ),
  short as (
    select w.sku, w.quantity, greatest(0, coalesce(l.free, 0)) as available
    from per_sku w left join locked l on l.sku = w.sku
    where coalesce(l.free, 0) < w.quantity and not exists (select from known)
  ),
  held as (
    insert into reservations as r (id, order_id, line_id, tenant, sku, quantity, reserved, expires_at, steps)
    select id, $1, line_id, $8, sku, quantity, quantity, $7::timestamptz, array[$2]
    from wanted where not exists (select from short) and not exists (select from known)
    on conflict (id) do update set quantity = r.quantity + excluded.quantity, reserved = r.reserved + excluded.reserved,
        expires_at = case when r.waiting > 0 then r.expires_at else excluded.expires_at end, steps = r.steps || excluded.steps
      where not r.closed and not $2 = any(r.steps)
    returning r.id
  ),
  taken as (
    update stock s set reserved = l.reserved + t.quantity
    from (select w.sku, sum(w.quantity) as quantity from held h join wanted w on w.id = h.id group by w.sku) t
      join locked l on l.sku = t.sku
    where s.tenant = $8 and s.sku = l.sku
  )
  select case
      when exists (select from known where closed) then 'released'
      when exists (select from known where waits_since is not null and expires_at is null) then 'waiting'
      when exists (select from known) or exists (select from held) then 'reserved'
      when exists (select from short) then 'short'
      else 'overtaken'
    end as outcome,
    exists (select from short) and exists (select from locked l join stock s on s.tenant = $8 and s.sku = l.sku where s.xmin <> l.written_by) as waited,
    (select json_agg(json_build_object('sku', sku, 'wanted', quantity, 'available', available) order by sku) from short) as shortages,
    (select max(expires_at) from known) as "expiresAt"`;
