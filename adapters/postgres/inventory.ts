import type { Inventory, ShortStock, StockLevel, StockPage } from '../../domain/ports.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';

export function createInventory(db: Database): Inventory {
  return {
    async find(sku) {
      const row = await db.run((prisma) => prisma.stock.findUnique({ where: { sku } }));
      return row ? level(row) : undefined;
    },

    async setOnHand(sku, onHand) {
      const row = await db.run((prisma) => prisma.stock.upsert({ where: { sku }, create: { sku, onHand }, update: { onHand } }));
      return level(row);
    },

    async list({ limit, after = '' }) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<StockRow[]>`
          select sku, on_hand as "onHand", reserved from stock where sku > ${after} order by sku limit ${limit}`,
      );
      return rows.map(level);
    },

    async listShort(page) {
      const rows = await db.run((prisma) => prisma.$queryRaw<(StockRow & { orderIds: string[] })[]>(shortOf(page)));
      return rows.map((row): ShortStock => ({ ...level(row), missing: Number(row.reserved - row.onHand), orderIds: row.orderIds }));
    },
  };
}

interface StockRow {
  readonly sku: string;
  readonly onHand: bigint;
  readonly reserved: bigint;
}

function level(row: StockRow): StockLevel {
  const onHand = Number(row.onHand);
  const reserved = Number(row.reserved);
  return { sku: row.sku, onHand, reserved, available: Math.max(0, onHand - reserved) };
}

/** A SKU that was counted down to nothing may have any number of orders behind it. */
const MOST_ORDERS = 100;

/** Reservations last equally long, so the one that expires first is the oldest; strictly first come, first served. */
function shortOf({ limit, after = '' }: StockPage): Prisma.Sql {
  return Prisma.sql`
    select p.sku, p.on_hand as "onHand", p.reserved, coalesce(o.ids, '{}') as "orderIds"
    from (select sku, on_hand, reserved from stock where reserved > on_hand and sku > ${after} order by sku limit ${limit}) p
    cross join lateral (
      select array_agg(order_id order by expires_at, order_id) as ids from (
        select order_id, max(expires_at) as expires_at from (
          select order_id, expires_at, sum(reserved) over (order by expires_at, order_id) as wanted
          from reservations where sku = p.sku and reserved > 0
        ) queue
        where wanted > p.on_hand group by order_id order by max(expires_at), order_id limit ${MOST_ORDERS}
      ) unserved
    ) o
    order by p.sku`;
}
