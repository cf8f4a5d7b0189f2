/** A SKU that nobody ever counted can be waited for: its row is what callers lock. Values: whose stock, the SKUs. */
export const KNOW_SKUS = `
  insert into stock (tenant, sku, on_hand) select distinct $1::text, sku, 0 from unnest($2::text[]) as w (sku) on conflict do nothing`;

/**
 * Takes what is free of each line, and waits for the rest behind whoever waits already. Values as of RESERVE_LINES, without the
 * expiry. `overtaken`: how many lines somebody else wrote meanwhile, which the next look shows.
 */
export const WAIT_FOR_LINES = `
  with wanted as (
    select id, line_id, sku, quantity, place
    from unnest($3::text[], $4::text[], $5::text[], $6::bigint[]) with ordinality as w (id, line_id, sku, quantity, place)
  ),
  locked as materialized (
    select s.sku, s.reserved, s.waiting, greatest(0, s.on_hand - s.reserved - s.waiting) as free
    from stock s where s.tenant = $7::text and s.sku in (select sku from wanted)
    order by s.sku for update of s
  ),
  shares as (
    select w.id, w.line_id, w.sku, w.quantity,
      least(w.quantity, greatest(0, l.free - (sum(w.quantity) over (partition by w.sku order by w.place) - w.quantity)))::bigint as units
    from wanted w join locked l on l.sku = w.sku
  ),
  held as (
    insert into reservations (id, order_id, line_id, tenant, sku, quantity, reserved, waiting, waits_since, steps)
    select id, $1::text, line_id, $7, sku, quantity, units, quantity - units, clock_timestamp(), array[$2::text] from shares
    on conflict (id) do nothing
    returning id
  ),
  taken as (
    update stock s set reserved = l.reserved + t.units, waiting = l.waiting + t.waits
    from (
      select s.sku, sum(s.units)::bigint as units, sum(s.quantity - s.units)::bigint as waits
      from held h join shares s on s.id = h.id group by s.sku
    ) t join locked l on l.sku = t.sku
    where s.tenant = $7 and s.sku = l.sku
  )
  select (select count(*) from wanted) - (select count(*) from held) as overtaken`;

/**
 * How an order stands that waited. Once nothing is waited for any more, all of it is reserved until the given instant, or the one that
 * was given first. Values: the order, the instant.
 */
export const CLAIM_LINES = `
  with locked as materialized (
    select s.sku from stock s
    where (s.tenant, s.sku) in (select tenant, sku from reservations where order_id = $1::text)
    order by s.sku for update of s
  ),
  held as materialized (
    select id, line_id, waiting, closed, expires_at from reservations
    where order_id = $1 and (select count(*) from locked) >= 0
    for update
  ),
  looked as (
    update reservations r
    set untold = false, expires_at = case when exists (select from held where waiting > 0) then h.expires_at else coalesce(h.expires_at, $2::timestamptz) end
    from held h where r.id = h.id and not h.closed
  )
  select line_id as "lineId", waiting, closed, coalesce(expires_at, $2::timestamptz) as "expiresAt" from held order by line_id`;

/** Waits for nothing any more. Answers what is left of each line, reserved or gone. Value: the order. */
export const DROP_WAITING = `
  with locked as materialized (
    select s.tenant, s.sku, s.waiting from stock s
    where (s.tenant, s.sku) in (select tenant, sku from reservations where order_id = $1::text)
    order by s.sku for update of s
  ),
  held as materialized (
    select id, line_id, tenant, sku, waiting, reserved, released, shipped from reservations
    where order_id = $1 and (select count(*) from locked) >= 0
    for update
  ),
  dropped as (
    update reservations r set waiting = 0, reserved = h.reserved, released = h.released + h.waiting, shipped = h.shipped
    from held h where r.id = h.id and h.waiting > 0
    returning h.tenant, h.sku, h.waiting
  ),
  fewer as (
    update stock s set waiting = l.waiting - d.waiting
    from (select tenant, sku, sum(waiting)::bigint as waiting from dropped group by tenant, sku) d
      join locked l on l.tenant = d.tenant and l.sku = d.sku
    where s.tenant = l.tenant and s.sku = l.sku
  )
  select line_id as "lineId", reserved + shipped as quantity from held order by line_id`;
