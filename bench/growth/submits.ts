import { isAccepted, percentile } from '../../tests/load/figures.ts';
import { closedLoop } from '../../tests/load/loops.ts';
import { order, type Try } from '../../tests/load/shop.ts';
import { untilComplete } from '../../tests/load/until-complete.ts';
import { eventually } from '../../tests/support/eventually.ts';
import { besideSmallest } from './reads.ts';
import type { Rounds } from '../rounds.ts';
import { turnTo, type Size } from './size.ts';

export const FEW_CLIENTS = 1;
export const MANY_CLIENTS = 16;

/** Few clients, each waiting for its answer, of goods of which there is enough. */
export async function timeSubmits(sizes: readonly Size[], seconds: number, rounds?: Rounds): Promise<void> {
  for (const size of sizes) {
    turnTo(size);
    const last = await lastOutboxId(size);
    const tries = await closedLoop(FEW_CLIENTS, seconds, () => order(anySku(size)));
    await untilComplete(tries);
    const waits = await eventWaits(size, last);
    const ms = tries.filter(isAccepted).map((done) => done.ms);
    rounds?.add({ ...besideSmallest(sizes, size, 'POST /orders, p50'), unit: 'ms' }, percentile(ms, 0.5));
    rounds?.add({ ...besideSmallest(sizes, size, 'POST /orders, p99'), unit: 'ms' }, percentile(ms, 0.99));
    rounds?.add({ ...besideSmallest(sizes, size, 'event until it is in the stream, p50'), unit: 'ms' }, percentile(waits, 0.5));
  }
}

/** Everybody wants the same, or each something else: how many orders a second are confirmed. */
export async function timeHotSku(size: Size, seconds: number, isHotFirst: boolean, rounds?: Rounds): Promise<void> {
  const many = `confirmed, many SKUs, ${MANY_CLIENTS} clients`;
  const turns = [
    { quantity: { name: many, unit: 'per s' }, sku: () => anySku(size) },
    {
      quantity: { name: `confirmed, one SKU for all, ${MANY_CLIENTS} clients`, unit: 'per s', beside: many },
      sku: () => size.samples.skus[0] ?? '',
    },
  ] as const;
  turnTo(size);
  for (const { quantity, sku } of isHotFirst ? turns.toReversed() : turns) {
    const startedAt = Date.now();
    const tries = await closedLoop(MANY_CLIENTS, seconds, () => order(sku()));
    await untilComplete(tries);
    const [row] = await size.connection.query<{ at: Date }>(
      `select max(at) as at from order_events where step = 'confirmed' and order_id = any($1)`,
      [idsOf(tries)],
    );
    rounds?.add(quantity, idsOf(tries).length / (((row?.at.getTime() ?? Number.NaN) - startedAt) / 1000));
  }
}

export function anySku({ samples: { skus } }: Size): string {
  return skus[Math.floor(Math.random() * skus.length)] ?? '';
}

export function idsOf(tries: readonly Try[]): string[] {
  return tries.filter(isAccepted).flatMap(({ orderId }) => orderId ?? []);
}

async function lastOutboxId({ connection }: Size): Promise<string> {
  const [row] = await connection.query<{ id: string }>('select coalesce(max(id), 0) as id from outbox');
  return row?.id ?? '0';
}

/** How long the events behind that one waited for the relay, once all are sent (ms). */
async function eventWaits({ connection }: Size, lastId: string): Promise<number[]> {
  const ask = () =>
    connection.query<{ ms: number | null }>(
      'select (extract(epoch from sent_at - created_at) * 1000)::float8 as ms from outbox where id > $1',
      [lastId],
    );
  const rows = await eventually(ask, (waits) => waits.every(({ ms }) => ms !== null));
  return rows.flatMap(({ ms }) => ms ?? []);
}
