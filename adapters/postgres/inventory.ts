import type { Inventory, ShortStock, StockLevel } from '../../domain/ports/inventory.ts';
import type { Database } from './database.ts';

const LIST = `select sku, on_hand as "onHand", reserved from stock where sku > $1 order by sku limit $2`;

/** A SKU that was counted down to nothing may have any number of orders behind it. */
const MOST_ORDERS = 100;

/** Reservations last equally long, so the one that expires first is the oldest; strictly first come, first served. */
const LIST_SHORT = `
  select p.sku, p.on_hand as "onHand", p.reserved, coalesce(o.ids, '{}') as "orderIds"
  from (select sku, on_hand, reserved from stock where reserved > on_hand and sku > $1 order by sku limit $2) p
  cross join lateral (
    select array_agg(order_id order by expires_at, order_id) as ids from (
      select order_id, max(expires_at) as expires_at from (
        select order_id, expires_at, sum(reserved) over (order by expires_at, order_id) as wanted
        from reservations where sku = p.sku and reserved > 0
      ) queue
      where wanted > p.on_hand group by order_id order by max(expires_at), order_id limit $3
    ) unserved
  ) o
  order by p.sku`;

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
      return (await db.rows<StockRow>(LIST, [after, limit])).map(level);
    },

    async listShort({ limit, after = '' }) {
      const rows = await db.rows<StockRow & { orderIds: string[] }>(LIST_SHORT, [after, limit, MOST_ORDERS]);
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
