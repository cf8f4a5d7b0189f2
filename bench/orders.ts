import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../tests/support/eventually.ts';
import { queryDatabase } from '../tests/support/system-database.ts';
import { newSku } from '../tests/support/api-client.ts';
import { order } from '../tests/load/shop.ts';
import { type Load, underLoad } from './loops.ts';

export interface OrderLoad {
  readonly sku: string;
  readonly load: Load;
  /** What every order has to come to before the load is over. */
  readonly until: 'CONFIRMED' | 'COMPLETED';
}

const WITHIN_MS = 10 * 60_000;
/** Each look is work for the database that is measured. */
const LOOK_EVERY_MS = 100;

/** Orders until V8 has compiled what is worth it: before that a system is slower than it will be all its life. */
export const warmUpOrders = ({ isQuick }: { isQuick: boolean }) => (isQuick ? 40 : 1500);

/** More than any load takes. */
export const shelf = () => newSku(100_000_000);

/**
 * Orders one piece of one SKU at a time, and waits until all are where they have to be and their events are sent.
 * @returns how long each answer took (ms), and when each order was due, by its id (ms since the epoch)
 * @throws when they do not get there within ten minutes
 */
export async function orderAll({ sku, load, until }: OrderLoad): Promise<{ latenciesMs: number[]; dueAt: ReadonlyMap<string, number> }> {
  const dueAt = new Map<string, number>();
  const latenciesMs = await underLoad(load, async (due) => {
    dueAt.set(await accepted(sku), performance.timeOrigin + due);
  });
  await untilAllAre(until, [...dueAt.keys()]);
  return { latenciesMs, dueAt };
}

/** Brings a fresh system to the state in which it spends its life. */
export async function warmUp(sku: string, options: { isQuick: boolean }): Promise<void> {
  await orderAll({ sku, load: { count: warmUpOrders(options), clients: 16 }, until: 'COMPLETED' });
}

/** Comes again when it is told to, as callers do; how long that took is part of the wait. @throws when there is nothing to wait for */
async function accepted(sku: string): Promise<string> {
  for (;;) {
    const { orderId, status, retryAfterMs } = await order(sku);
    if (orderId !== undefined) return orderId;
    if (retryAfterMs === 0) throw new Error(`an order was answered ${status === 0 ? 'not at all' : status}`);
    await delay(retryAfterMs);
  }
}

/** The one order that a limited carrier's queue lets through at once is further than the others. */
const THERE = { CONFIRMED: ['CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED'], COMPLETED: ['COMPLETED'] };

async function untilAllAre(status: OrderLoad['until'], ids: readonly string[]): Promise<void> {
  const missing = async () => {
    const [row] = await queryDatabase<{ missing: number; unsent: number }>(
      `select (select count(*)::int from unnest($1::text[]) as wanted(id) left join orders using (id) where not coalesce(orders.status::text = any($2), false)) as missing,
        (select count(*)::int from (select 1 from outbox where sent_at is null limit 1) as waiting) as unsent`,
      [ids, THERE[status]],
    );
    return (row?.missing ?? 0) + (row?.unsent ?? 0);
  };
  await eventually(missing, (count) => count === 0, WITHIN_MS, LOOK_EVERY_MS);
}
