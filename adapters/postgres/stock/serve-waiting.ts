import type { Database } from '../database.ts';

/** A SKU, and whose stock it is. */
export interface StockOf {
  readonly tenant: string;
  readonly sku: string;
}

/** So many rows are locked at once: a SKU may be waited for by any number of orders. */
const MOST_SERVED = 500;

/**
 * Gives what is free of a SKU to who waits for it, longest first. A statement of its own behind the one that set it free: whoever
 * began to wait meanwhile found what was free then, and nothing of it is theirs. Values: whose stock, the SKU.
 */
const SERVE_WAITING = `
  with locked as materialized (
    select s.tenant, s.sku, s.reserved, s.waiting, s.on_hand - s.reserved as free from stock s
    where s.tenant = $1::text and s.sku = $2::text and s.waiting > 0 and s.on_hand > s.reserved
    for update of s
  ),
  queue as materialized (
    select r.id, r.order_id, r.waiting, r.reserved, r.released, r.shipped, r.waits_since from reservations r
    where r.tenant = $1 and r.sku = $2 and r.waiting > 0 and (select count(*) from locked) > 0
    order by r.waits_since, r.id limit ${MOST_SERVED} for update of r
  ),
  shares as (
    select q.id, q.waiting, q.reserved, q.released, q.shipped,
      least(q.waiting, l.free - (sum(q.waiting) over (order by q.waits_since, q.id) - q.waiting))::bigint as units
    from queue q cross join locked l
  ),
  given as (
    update reservations r set waiting = s.waiting - s.units, reserved = s.reserved + s.units, released = s.released, shipped = s.shipped, untold = true
    from shares s where r.id = s.id and s.units > 0
    returning r.order_id, s.units
  ),
  taken as (
    update stock s set reserved = l.reserved + g.units, waiting = l.waiting - g.units
    from locked l cross join (select coalesce(sum(units), 0)::bigint as units from given) g
    where s.tenant = l.tenant and s.sku = l.sku and g.units > 0
  )
  select order_id as "orderId" from given`;

/** The orders that got something. */
export async function serveWaiting(db: Database, { tenant, sku }: StockOf): Promise<string[]> {
  const served = new Set<string>();
  for (;;) {
    const given = await db.rows<{ orderId: string }>(SERVE_WAITING, [tenant, sku]);
    for (const { orderId } of given) served.add(orderId);
    if (given.length < MOST_SERVED) return [...served];
  }
}

/** SKUs of which some is free although orders wait for it: whoever set it free did not come to serve them. */
export const UNSERVED = `select tenant, sku from stock where waiting > 0 and on_hand > reserved order by tenant, sku limit $1`;

/** Orders that were given units and have not looked at them. */
export const UNTOLD = `select distinct order_id as "orderId" from reservations where untold limit $1`;
