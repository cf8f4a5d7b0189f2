/**
 * Takes units off what is still reserved of lines, once a step, and never more than there are. Every count is made from the locked
 * row, as is the stock. Values: the step, then ids and quantities side by side.
 */
const takeOff = (counter: 'released' | 'shipped', onHand = '') => `
  with asked as (select id, quantity from unnest($2::text[], $3::bigint[]) as a (id, quantity)),
  locked as materialized (
    select s.tenant, s.sku, s.on_hand, s.reserved from stock s
    where (s.tenant, s.sku) in (select r.tenant, r.sku from reservations r join asked a on a.id = r.id where not $1::text = any(r.steps))
    order by s.sku for update of s
  ),
  held as materialized (
    select r.id, r.sku, r.reserved, r.released, r.shipped, r.steps, least(r.reserved, a.quantity) as quantity
    from reservations r join asked a on a.id = r.id
    where not $1 = any(r.steps) and (select count(*) from locked) >= 0
    for update of r
  ),
  taken as (
    update reservations r set reserved = h.reserved - h.quantity, released = h.released${counter === 'released' ? ' + h.quantity' : ''},
      shipped = h.shipped${counter === 'shipped' ? ' + h.quantity' : ''}, steps = h.steps || $1
    from held h where r.id = h.id
    returning h.sku, h.quantity
  )
  update stock s set ${onHand}reserved = l.reserved - t.quantity
  from (select sku, sum(quantity)::bigint as quantity from taken group by sku) t join locked l on l.sku = t.sku
  where s.tenant = l.tenant and s.sku = l.sku`;

export const RELEASE_LINES = takeOff('released');

/** The warehouse may have counted less than it gave away: what is on hand never falls below nothing. */
export const SHIP_LINES = takeOff('shipped', 'on_hand = greatest(0, l.on_hand - t.quantity), ');
