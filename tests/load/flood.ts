import { newSku } from '../support/api-client.ts';
import { isAccepted, percentile } from './figures.ts';
import { closedLoop, openLoop } from './loops.ts';
import { order, type Try } from './shop.ts';
import { untilComplete } from './until-complete.ts';

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

/** Measures the capacity, sends `times` as much, and looks whether all is well afterwards. @throws when an accepted order never completes */
export async function flood({ seconds, times, clients }: { seconds: number; times: number; clients: number }): Promise<Flood> {
  const sku = await newSku(1_000_000);
  const send = () => order(sku);
  const normal = async () => {
    const tries = await closedLoop(1, NORMAL_SECONDS, send);
    await untilComplete(tries);
    return percentile(
      tries.map(({ ms }) => ms),
      0.5,
    );
  };

  await untilComplete(await closedLoop(4, WARM_UP_SECONDS, send));
  const before = await normal();
  const tries = await closedLoop(clients, CLOSED_SECONDS, send);
  const perSecond = tries.filter(isAccepted).length / CLOSED_SECONDS;
  await untilComplete(tries);

  const rate = Math.ceil(perSecond * times);
  const flooded = await openLoop(rate, seconds, send);
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
