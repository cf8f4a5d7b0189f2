import { DependencyError } from '../../domain/errors.ts';
import type { Inventory, ShortStock, StockLevel } from '../../domain/ports/inventory.ts';
import type { Database } from './database.ts';
import type { StockKeeperOptions } from './stock-keeper.ts';
import { serveWaiting } from './stock/serve-waiting.ts';

const LEVEL = `select sku, on_hand as "onHand", reserved from stock where tenant = $1 and sku = $2`;
const LIST = `select sku, on_hand as "onHand", reserved from stock where tenant = $1 and sku > $2 order by sku limit $3`;

/** A SKU that was counted down to nothing may have any number of orders behind it. */
const MOST_ORDERS = 100;

/** Reservations last equally long, so the one that expires first is the oldest; strictly first come, first served. */
const LIST_SHORT = `
  select p.sku, p.on_hand as "onHand", p.reserved, coalesce(o.ids, '{}') as "orderIds"
  from (select sku, on_hand, reserved from stock where tenant = $1 and reserved > on_hand and sku > $2 order by sku limit $3) p
  cross join lateral (
    select array_agg(order_id order by expires_at, order_id) as ids from (
      select order_id, max(expires_at) as expires_at from (
        select order_id, expires_at, sum(reserved) over (order by expires_at, order_id) as wanted
        from reservations where tenant = $1 and sku = p.sku and reserved > 0
      ) queue
      where wanted > p.on_hand group by order_id order by max(expires_at), order_id limit $4
    ) unserved
  ) o
  order by p.sku`;

const SET_NEW = `
  insert into stock (tenant, sku, on_hand) values ($1, $2, $3) on conflict do nothing returning sku, on_hand as "onHand", reserved, waiting`;
const SET_SEEN = `
  update stock set on_hand = $3 where tenant = $1 and sku = $2 and on_hand = $4 and reserved = $5
  returning sku, on_hand as "onHand", reserved, waiting`;
/** Orders take of a SKU all the time; a count that loses to them this often is better off waiting. */
const MOST_SWAPS = 5;

/** `tenant`: whose stock; empty where all share it. What is set free is given to who waits for it. */
export function createInventory(db: Database, tenant = '', { onServed = () => undefined }: StockKeeperOptions = {}): Inventory {
  const served = async (row: CountedRow): Promise<StockLevel> => {
    if (row.waiting === 0n || row.onHand <= row.reserved) return level(row);
    const { sku } = row;
    onServed(await serveWaiting(db, { tenant, sku }));
    const [after = row] = await db.rows<StockRow>(LEVEL, [tenant, sku]);
    return level(after);
  };

  return {
    async find(sku) {
      const row = await db.run((prisma) => prisma.stock.findUnique({ where: { tenant_sku: { tenant, sku } } }));
      return row ? level(row) : undefined;
    },

    async setOnHand(sku, onHand) {
      const row = await db.run((prisma) =>
        prisma.stock.upsert({ where: { tenant_sku: { tenant, sku } }, create: { tenant, sku, onHand }, update: { onHand } }),
      );
      return served(row);
    },

    async setOnHandIf(sku, onHand, condition) {
      for (let attempt = 1; attempt <= MOST_SWAPS; attempt++) {
        const seen = await this.find(sku);
        if (!condition(seen)) return undefined;
        const [row] = seen
          ? await db.rows<CountedRow>(SET_SEEN, [tenant, sku, onHand, seen.onHand, seen.reserved])
          : await db.rows<CountedRow>(SET_NEW, [tenant, sku, onHand]);
        if (row) return served(row);
      }
      throw new DependencyError('postgres', `the stock of ${sku} kept changing under ${MOST_SWAPS} tries`);
    },

    async list({ limit, after = '' }) {
      return (await db.rows<StockRow>(LIST, [tenant, after, limit])).map(level);
    },

    async listShort({ limit, after = '' }) {
      const rows = await db.rows<StockRow & { orderIds: string[] }>(LIST_SHORT, [tenant, after, limit, MOST_ORDERS]);
      return rows.map((row): ShortStock => ({ ...level(row), missing: Number(row.reserved - row.onHand), orderIds: row.orderIds }));
    },
  };
}

interface StockRow {
  readonly sku: string;
  readonly onHand: bigint;
  readonly reserved: bigint;
}

/** As it is after a count. */
interface CountedRow extends StockRow {
  readonly waiting: bigint;
}

function level(row: StockRow): StockLevel {
  const onHand = Number(row.onHand);
  const reserved = Number(row.reserved);
  return { sku: row.sku, onHand, reserved, available: Math.max(0, onHand - reserved) };
}
