/**
 * Leaves a closed row for every line, reserved before or not, so that a reserve that comes late finds it. What goes back to stock is
 * what this very statement took off the rows. Values: the order, then ids, lines, SKUs and quantities side by side, and whose stock it is.
 *
 * `wanted`: SKUs of which some is free now that orders wait for. `overtaken`: how many lines were reserved while this statement waited for the stock. Its snapshot does not show them, the next one's
 * does.
 */
export const CLOSE_RESERVATION = `
  with known as materialized (select id, line_id, sku, quantity from reservations where order_id = $1::text),
  lines as materialized (
    select id, line_id, sku, quantity from known
    union all
    select id, line_id, sku, quantity
    from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) as w (id, line_id, sku, quantity)
    where not exists (select from known k where k.id = w.id)
  ),
  locked as materialized (
    select s.sku, s.reserved, s.waiting from stock s where s.tenant = $6::text and s.sku in (select sku from lines) order by s.sku for update of s
  ),
  held as materialized (
    select id, sku, quantity, waiting, reserved, released, shipped, closed from reservations
    where id in (select id from known) and (select count(*) from locked) >= 0
    for update
  ),
  closed as (
    update reservations r
    set quantity = h.quantity, waiting = 0, reserved = 0, released = h.released + h.reserved + h.waiting, shipped = h.shipped,
      untold = false, closed = true
    from held h where r.id = h.id and not h.closed
    returning h.sku, h.reserved as given_back, h.waiting as waited
  ),
  barred as (
    insert into reservations (id, order_id, line_id, tenant, sku, quantity, released, closed)
    select id, $1, line_id, $6, sku, quantity, quantity, true from lines
    where id not in (select id from known) and (select count(*) from locked) >= 0
    on conflict (id) do nothing
    returning id
  ),
  given_back as (
    update stock s set reserved = l.reserved - c.given_back, waiting = l.waiting - c.waited
    from (select sku, sum(given_back)::bigint as given_back, sum(waited)::bigint as waited from closed group by sku) c
      join locked l on l.sku = c.sku
    where s.tenant = $6 and s.sku = l.sku and c.given_back + c.waited > 0
    returning s.sku, s.waiting > 0 and s.on_hand > s.reserved as "isWanted"
  )
  select (select count(*) from lines) - (select count(*) from held) - (select count(*) from barred) as overtaken,
    (select coalesce(json_agg(sku), '[]') from given_back where "isWanted") as wanted`;
