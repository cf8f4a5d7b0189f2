import { setTimeout as delay } from 'node:timers/promises';

/** As many as `count`, `clients` at once; or `rate` a second for `seconds`, whatever comes back. */
export type Load = { readonly count: number; readonly clients: number } | { readonly rate: number; readonly seconds: number };

/** One call, told when it was due (ms, of `performance.now`). */
type One = (dueAt: number) => Promise<unknown>;

/** Runs `one` under a load. @returns how long each took, from when it was due (ms). @throws with the first that failed */
export function underLoad(load: Load, one: One): Promise<number[]> {
  return 'rate' in load ? atRate(load, one) : byClients(load, one);
}

async function byClients({ count, clients }: { count: number; clients: number }, one: One): Promise<number[]> {
  const latencies: number[] = [];
  let begun = 0;
  const client = async () => {
    while (begun < count) {
      begun += 1;
      const startedAt = performance.now();
      await one(startedAt);
      latencies.push(performance.now() - startedAt);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return latencies;
}

/** Open loop: the clock runs from when a call was due, so that what a slow answer holds up counts as slow too. */
async function atRate({ rate, seconds }: { rate: number; seconds: number }, one: One): Promise<number[]> {
  const startedAt = performance.now();
  const calls = Array.from({ length: Math.round(rate * seconds) }, async (_, index) => {
    const dueAt = startedAt + (index / rate) * 1000;
    await delay(Math.max(0, dueAt - performance.now()));
    await one(dueAt);
    return performance.now() - dueAt;
  });
  return Promise.all(calls);
}

/** How many a second a run of `count` comes to. */
export async function perSecond(count: number, run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return (count / (performance.now() - startedAt)) * 1000;
}
