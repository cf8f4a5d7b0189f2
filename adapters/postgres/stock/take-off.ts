interface Counter {
  readonly name: 'released' | 'shipped';
  readonly other: 'released' | 'shipped';
  /** How many of the quantity `a` come of what is waited for: those are taken first. */
  readonly waited: string;
  /** What else is set of the stock. */
  readonly alsoSet?: string;
}

/**
 * Takes units off what is still held of lines, once a step, and never more than there are. Every count is made from the locked
 * row, as is the stock. Values: the step, then ids and quantities side by side. Answers each SKU, and whether some of it is free now
 * that orders wait for.
 */
const takeOff = ({ name, other, waited, alsoSet = '' }: Counter) => `
  with asked as (select id, quantity from unnest($2::text[], $3::bigint[]) as a (id, quantity)),
  locked as materialized (
    select s.tenant, s.sku, s.on_hand, s.reserved, s.waiting from stock s
    where (s.tenant, s.sku) in (select r.tenant, r.sku from reservations r join asked a on a.id = r.id where not $1::text = any(r.steps))
    order by s.sku for update of s
  ),
  held as materialized (
    select r.id, r.sku, r.waiting, r.reserved, r.released, r.shipped, r.steps, ${waited} as waited, least(r.reserved, a.quantity - ${waited}) as quantity
    from reservations r join asked a on a.id = r.id
    where not $1 = any(r.steps) and (select count(*) from locked) >= 0
    for update of r
  ),
  taken as (
    update reservations r set waiting = h.waiting - h.waited, reserved = h.reserved - h.quantity, ${other} = h.${other},
      ${name} = h.${name} + h.waited + h.quantity, steps = h.steps || $1
    from held h where r.id = h.id
    returning h.sku, h.waited, h.quantity
  )
  update stock s set ${alsoSet}reserved = l.reserved - t.quantity, waiting = l.waiting - t.waited
  from (select sku, sum(quantity)::bigint as quantity, sum(waited)::bigint as waited from taken group by sku) t join locked l on l.sku = t.sku
  where s.tenant = l.tenant and s.sku = l.sku
  returning s.tenant, s.sku, s.waiting > 0 and s.on_hand > s.reserved as "isWanted"`;

export const RELEASE_LINES = takeOff({ name: 'released', other: 'shipped', waited: 'least(r.waiting, a.quantity)' });

/** The warehouse may have counted less than it gave away: what is on hand never falls below nothing. */
export const SHIP_LINES = takeOff({
  name: 'shipped',
  other: 'released',
  waited: '0',
  alsoSet: 'on_hand = greatest(0, l.on_hand - t.quantity), ',
});
