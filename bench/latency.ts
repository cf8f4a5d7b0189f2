import { eventually } from '../platform/poll.ts';
import { cancelOneByOne } from './cancel.ts';
import { listenToEvents } from './events.ts';
import { startFloor, type FloorProcesses } from './floor/floor.ts';
import { perSecond } from './loops.ts';
import { openShop, orderAll, warmUp, warmUpOrders, type Shop } from './orders.ts';
import { inRounds, type Rounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem } from './system.ts';
import { percentile } from './table.ts';

const SHARES = [0.25, 0.5, 0.8];
const SECONDS = 20;

/** How long callers wait at a constant rate of arrivals, beside an empty workflow that is started with an update at the same rate. */
export const latency: Bench = async (options) => {
  const { isQuick } = options;
  const seconds = isQuick ? 3 : SECONDS;
  const burst = { count: isQuick ? 40 : 400, clients: 32 };
  const rounds = inRounds(options, 'latency');
  const system = await startBenchSystem();
  const floor = await startFloor(system.config.temporal.address, system.dataDir);
  try {
    const shop = await openShop(system);
    await warmUp(shop, options);
    const events = await listenToEvents(system.config.nats.url);
    await rounds.each(async () => {
      const full = await perSecond(burst.count, () => orderAll(shop, { load: burst, until: 'COMPLETED' }));
      rounds.add({ name: 'orders to COMPLETED: 100 %', unit: 'per s' }, full);
      for (const share of isQuick ? [0.5] : SHARES) await submitAt(share, { load: { rate: full * share, seconds }, floor, shop, rounds });
      events.forget();
      const { dueAt } = await orderAll(shop, { load: { rate: full / 2, seconds }, until: 'COMPLETED' });
      const areConfirmed = () => Promise.resolve([...dueAt.keys()].every((id) => events.confirmedAt().has(id)));
      await eventually(areConfirmed, Boolean);
      const waits = events.waitsMs();
      const confirmed = [...dueAt].map(([id, due]) => (events.confirmedAt().get(id) ?? Number.NaN) - due);
      rounds.add({ name: 'commit to event seen p50', unit: 'ms' }, percentile(waits, 0.5));
      rounds.add({ name: 'commit to event seen p99', unit: 'ms' }, percentile(waits, 0.99));
      rounds.add({ name: 'submit to CONFIRMED p50', unit: 'ms' }, percentile(confirmed, 0.5));
      rounds.add({ name: 'submit to CONFIRMED p99', unit: 'ms' }, percentile(confirmed, 0.99));
      await cancelOneByOne(shop, { orders: isQuick ? 5 : 60, rounds });
    });
    await events.stop();
    await system.verify();
  } finally {
    await floor.stop();
    await system.stop();
  }
  return {
    title: 'Latency',
    how: `Open loop at a constant rate for ${seconds} s, after ${warmUpOrders(options)} orders of warming up, counted from when a call was due; 100 % are the orders per second to COMPLETED that the same round began with, ${burst.count} at ${burst.clients} callers: a machine that is shared is now faster, now slower. A submit is answered 201 once its order is written; that it is CONFIRMED follows. Events and confirmations at 50 %. One caller: an order that is held is submitted with Prefer: wait, and cancelled once it is CONFIRMED; stock and authorisation are given back by the answer.`,
    figures: rounds.figures(),
  };
};

interface At {
  readonly load: { readonly rate: number; readonly seconds: number };
  readonly floor: FloorProcesses;
  readonly shop: Shop;
  readonly rounds: Rounds;
}

async function submitAt(share: number, { load, floor, shop, rounds }: At): Promise<void> {
  const empty = await floor.run({ what: 'emptyWithUpdate', load });
  const { latenciesMs } = await orderAll(shop, { load, until: 'COMPLETED' });
  for (const [name, quantile] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const at = `${name} at ${share * 100} %`;
    rounds.add({ name: `empty update-with-start ${at}`, unit: 'ms' }, percentile(empty, quantile));
    rounds.add({ name: `submit ${at}`, unit: 'ms', beside: `empty update-with-start ${at}` }, percentile(latenciesMs, quantile));
  }
}
