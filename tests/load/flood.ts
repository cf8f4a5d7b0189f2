import { setTimeout as delay } from 'node:timers/promises';
import { underLoad } from '../../bench/loops.ts';
import { openShop, type Shop, untilAllAre } from '../../bench/orders.ts';
import { submitOrder, type Try } from '../../bench/submit.ts';
import { acceptedOf, msOf } from './figures.ts';

export interface Flood {
  readonly closed: { readonly tries: readonly Try[]; readonly seconds: number; readonly perSecond: number };
  readonly open: { readonly tries: readonly Try[]; readonly seconds: number; readonly rate: number };
  /** What an order takes while there is nothing else to do (p50, ms). */
  readonly before: number;
  readonly after: number;
  /** From the flood's end until the last accepted order was complete. */
  readonly backlogMs: number;
}

const WARM_UP_SECONDS = 10;
const CLOSED_SECONDS = 20;
const NORMAL_SECONDS = 5;
/** A flood of a minute leaves some minutes of work behind (ms). */
const COMPLETE_WITHIN_MS = 15 * 60_000;

/** Measures the capacity, sends `times` as much, and looks whether all is well afterwards. @throws when an accepted order never completes */
export async function flood(
  { config }: Pick<Shop, 'config'>,
  { seconds, times, clients }: { seconds: number; times: number; clients: number },
): Promise<Flood> {
  const { sku } = await openShop({ config });
  const send = () => submitOrder(config.api.url, sku);
  const untilComplete = async (tries: readonly Try[]) => {
    const startedAt = performance.now();
    const ids = acceptedOf(tries).flatMap(({ orderId }) => orderId ?? []);
    await untilAllAre('COMPLETED', ids, config.database.url, COMPLETE_WITHIN_MS);
    return performance.now() - startedAt;
  };
  const normal = async () => {
    const tries = await patientClients(1, NORMAL_SECONDS, send);
    await untilComplete(tries);
    return msOf(tries, 0.5);
  };

  await untilComplete(await patientClients(4, WARM_UP_SECONDS, send));
  const before = await normal();
  const tries = await patientClients(clients, CLOSED_SECONDS, send);
  const perSecond = acceptedOf(tries).length / CLOSED_SECONDS;
  await untilComplete(tries);

  const rate = Math.ceil(perSecond * times);
  const flooded: Try[] = [];
  await underLoad({ rate, seconds }, async () => void flooded.push(await send()));
  const backlogMs = await untilComplete(flooded);
  const after = await normal();
  return {
    closed: { tries, seconds: CLOSED_SECONDS, perSecond },
    open: { tries: flooded, seconds, rate },
    before,
    after,
    backlogMs,
  };
}

/** So many clients that each send when they have their answer, and keep to `Retry-After`: as fast as the system takes it. */
async function patientClients(clients: number, seconds: number, send: () => Promise<Try>): Promise<Try[]> {
  const until = performance.now() + seconds * 1000;
  const client = async () => {
    const tries: Try[] = [];
    while (performance.now() < until) {
      const done = await send();
      tries.push(done);
      await delay(done.retryAfterMs);
    }
    return tries;
  };
  return (await Promise.all(Array.from({ length: clients }, client))).flat();
}
