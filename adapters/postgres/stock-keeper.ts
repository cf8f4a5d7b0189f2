import { quantitiesBySku } from '../../domain/order.ts';
import type { Shortage, StockItem, StockKeeper } from '../../domain/ports.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';

/**
 * Stock in PostgreSQL. Each command is one statement that first locks the rows of its SKUs in the order of their names,
 * so that two orders for the same goods wait for each other and never for ever. New values are made from the locked rows: the
 * update's own snapshot may be older, and a constraint would be checked on that before the newer row is looked at.
 */
export function createStockKeeper(db: Database): StockKeeper {
  return {
    async reserve(orderId, items, expiresAt) {
      const [row] = await db.run((prisma) => prisma.$queryRaw<ReserveRow[]>(reserveAll(orderId, items, expiresAt)));
      if (!row) throw new Error('reserve answered no row');
      if (row.released) return { outcome: 'released' };
      if (row.shortages) return { outcome: 'short', shortages: row.shortages };
      return { outcome: 'reserved', expiresAt: row.expiresAt?.toISOString() ?? expiresAt };
    },

    async release(orderId, items) {
      await db.run((prisma) => prisma.$executeRaw(releaseAll(orderId, items)));
    },

    async ship(orderId) {
      await db.run((prisma) => prisma.$executeRaw(shipAll(orderId)));
    },
  };
}

interface ReserveRow {
  readonly released: boolean;
  readonly shortages: Shortage[] | null;
  readonly expiresAt: Date | null;
}

function wanted(items: readonly StockItem[]): Prisma.Sql {
  const quantities = quantitiesBySku(items);
  return Prisma.sql`wanted as (
    select sku, quantity from unnest(${[...quantities.keys()]}::text[], ${[...quantities.values()]}::bigint[]) as w (sku, quantity)
  )`;
}

/** All lines or none. A row from before decides without looking at the stock: this order has been here. */
function reserveAll(orderId: string, items: readonly StockItem[], expiresAt: string): Prisma.Sql {
  return Prisma.sql`
    with ${wanted(items)},
    known as materialized (select state, expires_at from reservations where order_id = ${orderId}),
    locked as materialized (
      select s.sku, s.on_hand, s.reserved from stock s join wanted w on w.sku = s.sku
      where not exists (select from known)
      order by s.sku for update of s
    ),
    short as (
      select w.sku, w.quantity, greatest(0, coalesce(l.on_hand - l.reserved, 0)) as available
      from wanted w left join locked l on l.sku = w.sku
      where coalesce(l.on_hand - l.reserved, 0) < w.quantity and not exists (select from known)
    ),
    held as (
      insert into reservations (order_id, sku, quantity, state, expires_at)
      select ${orderId}, sku, quantity, 'reserved', ${expiresAt}::timestamptz from wanted
      where not exists (select from short) and not exists (select from known)
      on conflict do nothing
      returning sku, quantity
    ),
    taken as (
      update stock s set reserved = l.reserved + h.quantity from held h join locked l on l.sku = h.sku where s.sku = l.sku
    )
    select exists (select from known where state = 'released') as released,
      (select json_agg(json_build_object('sku', sku, 'wanted', quantity, 'available', available) order by sku) from short) as shortages,
      (select max(expires_at) from known) as "expiresAt"`;
}

/**
 * Leaves a released row for every SKU, reserved before or not, so that a reserve that comes late finds it. What goes back to
 * stock is what this very statement turned from reserved to released: `xmax` is not zero on a row that an upsert updated.
 */
function releaseAll(orderId: string, items: readonly StockItem[]): Prisma.Sql {
  return Prisma.sql`
    with ${wanted(items)},
    locked as materialized (
      select s.sku, s.reserved from stock s join wanted w on w.sku = s.sku order by s.sku for update of s
    ),
    released as (
      insert into reservations as r (order_id, sku, quantity, state)
      select ${orderId}, sku, quantity, 'released' from wanted where (select count(*) from locked) >= 0
      on conflict (order_id, sku) do update set state = 'released' where r.state = 'reserved'
      returning r.sku, r.quantity, r.xmax <> 0 as was_reserved
    )
    update stock s set reserved = l.reserved - r.quantity
    from released r join locked l on l.sku = r.sku where r.was_reserved and s.sku = l.sku`;
}

/** The warehouse may have counted less than it gave away: what is on hand never falls below nothing. */
function shipAll(orderId: string): Prisma.Sql {
  return Prisma.sql`
    with ours as materialized (select sku from reservations where order_id = ${orderId}),
    locked as materialized (
      select s.sku, s.on_hand, s.reserved from stock s join ours o on o.sku = s.sku order by s.sku for update of s
    ),
    held as materialized (
      select sku, quantity from reservations
      where order_id = ${orderId} and state = 'reserved' and (select count(*) from locked) >= 0
      order by sku for update
    ),
    shipped as (update reservations r set state = 'shipped' from held h where r.order_id = ${orderId} and r.sku = h.sku)
    update stock s set on_hand = greatest(0, l.on_hand - h.quantity), reserved = l.reserved - h.quantity
    from held h join locked l on l.sku = h.sku where s.sku = l.sku`;
}
