import { setTimeout as delay } from 'node:timers/promises';
import { createOrdersApi } from '../clients/orders-api.ts';
import { queryDatabase } from '../deploy/local/scripting/query-database.ts';
import type { Config } from '../platform/config.ts';
import { eventually } from '../platform/poll.ts';
import { type Load, underLoad } from './loops.ts';
import { submitOrder } from './submit.ts';

/** A system with goods to order. */
export interface Shop {
  readonly config: Pick<Config, 'api' | 'database'>;
  readonly sku: string;
}

export interface OrderLoad {
  readonly load: Load;
  /** What every order has to come to before the load is over. */
  readonly until: 'CONFIRMED' | 'COMPLETED';
}

const WITHIN_MS = 10 * 60_000;
/** Each look is work for the database that is measured. */
const LOOK_EVERY_MS = 100;
/** More than any load takes. */
const IN_STOCK = 100_000_000;

/** Orders until V8 has compiled what is worth it: before that a system is slower than it will be all its life. */
export const warmUpOrders = ({ isQuick }: { isQuick: boolean }) => (isQuick ? 40 : 1500);

/** Puts goods in stock that are never sold out. */
export async function openShop({ config }: Pick<Shop, 'config'>): Promise<Shop> {
  const sku = 'BENCH-1';
  await createOrdersApi(config.api.url).putInStock(sku, IN_STOCK);
  return { config, sku };
}

/**
 * Orders one piece at a time, and waits until all orders are where they have to be and their events are sent.
 * @returns how long each answer took (ms), and when each order was due, by its id (ms since the epoch)
 * @throws when they do not get there within ten minutes
 */
export async function orderAll(
  shop: Shop,
  { load, until }: OrderLoad,
): Promise<{ latenciesMs: number[]; dueAt: ReadonlyMap<string, number> }> {
  const dueAt = new Map<string, number>();
  const latenciesMs = await underLoad(load, async (due) => {
    dueAt.set(await accepted(shop), performance.timeOrigin + due);
  });
  await untilAllAre(until, [...dueAt.keys()], shop.config.database.url);
  return { latenciesMs, dueAt };
}

/** Brings a fresh system to the state in which it spends its life. */
export async function warmUp(shop: Shop, options: { isQuick: boolean }): Promise<void> {
  await orderAll(shop, { load: { count: warmUpOrders(options), clients: 16 }, until: 'COMPLETED' });
}

/** Comes again when it is told to, as callers do; how long that took is part of the wait. @throws when there is nothing to wait for */
async function accepted({ config, sku }: Shop): Promise<string> {
  for (;;) {
    const { orderId, status, retryAfterMs } = await submitOrder(config.api.url, sku);
    if (orderId !== undefined) return orderId;
    if (retryAfterMs === 0) throw new Error(`an order was answered ${status === 0 ? 'not at all' : status}`);
    await delay(retryAfterMs);
  }
}

/** The one order that a limited carrier's queue lets through at once is further than the others. */
const THERE = { CONFIRMED: ['CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED'], COMPLETED: ['COMPLETED'] };

/** @throws when they do not get there in time, by default ten minutes, or their events are not sent by then */
export async function untilAllAre(
  status: OrderLoad['until'],
  ids: readonly string[],
  databaseUrl: string,
  withinMs = WITHIN_MS,
): Promise<void> {
  const missing = async () => {
    const [row] = await queryDatabase<{ missing: number; unsent: number }>(
      databaseUrl,
      `select (select count(*)::int from unnest($1::text[]) as wanted(id) left join orders using (id) where not coalesce(orders.status::text = any($2), false)) as missing,
        (select count(*)::int from (select 1 from outbox where sent_at is null limit 1) as waiting) as unsent`,
      [ids, THERE[status]],
    );
    return (row?.missing ?? 0) + (row?.unsent ?? 0);
  };
  await eventually(missing, (count) => count === 0, withinMs, LOOK_EVERY_MS);
}
