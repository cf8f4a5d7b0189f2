import { percentile } from '../tests/load/figures.ts';
import { eventually } from '../tests/support/eventually.ts';
import { cancelEach } from './cancels.ts';
import { listenToEvents } from './events.ts';
import { startFloor, type FloorProcesses } from './floor/floor.ts';
import { perSecond } from './loops.ts';
import { orderAll, shelf, warmUp, warmUpOrders } from './orders.ts';
import { inRounds, type Rounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem } from './system.ts';

const SHARES = [0.25, 0.5, 0.8];
const SECONDS = 20;
const CANCELS = 50;
const CANCELS_BEFORE = 200;
/** The parcels of these orders stay where they are while they are cancelled. */
const SLOW_CARRIER = { CARRIER_PICKUP_MS: '3600000' };

/** How long callers wait at a constant rate of arrivals, beside an empty workflow that is started with an update at the same rate. */
export const latency: Bench = async (options) => {
  const { isQuick } = options;
  const seconds = isQuick ? 3 : SECONDS;
  const burst = { count: isQuick ? 40 : 400, clients: 32 };
  const rounds = inRounds(options, 'latency');
  const system = await startBenchSystem();
  const floor = await startFloor(system.temporalAddress, system.dataDir);
  try {
    system.use();
    const sku = await shelf();
    await warmUp(sku, options);
    const events = await listenToEvents();
    await rounds.each(async () => {
      const full = await perSecond(burst.count, () => orderAll({ sku, load: burst, until: 'COMPLETED' }));
      rounds.add({ name: 'orders to COMPLETED: 100 %', unit: 'per s' }, full);
      for (const share of isQuick ? [0.5] : SHARES) await submitAt(share, { load: { rate: full * share, seconds }, floor, sku, rounds });
      events.forget();
      const { dueAt } = await orderAll({ sku, load: { rate: full / 2, seconds }, until: 'COMPLETED' });
      const areConfirmed = () => Promise.resolve([...dueAt.keys()].every((id) => events.confirmedAt().has(id)));
      await eventually(areConfirmed, Boolean);
      const waits = events.waitsMs();
      const confirmed = [...dueAt].map(([id, due]) => (events.confirmedAt().get(id) ?? Number.NaN) - due);
      rounds.add({ name: 'commit to event seen p50', unit: 'ms' }, percentile(waits, 0.5));
      rounds.add({ name: 'commit to event seen p99', unit: 'ms' }, percentile(waits, 0.99));
      rounds.add({ name: 'submit to CONFIRMED p50', unit: 'ms' }, percentile(confirmed, 0.5));
      rounds.add({ name: 'submit to CONFIRMED p99', unit: 'ms' }, percentile(confirmed, 0.99));
    });
    await events.stop();
    await system.verify();
  } finally {
    await floor.stop();
    await system.stop();
  }
  await measureCancels(rounds, isQuick);
  return {
    title: 'Latency',
    how: `Open loop at a constant rate for ${seconds} s, after ${warmUpOrders(options)} orders of warming up, counted from when a call was due; 100 % are the orders per second to COMPLETED that the same round began with, ${burst.count} at ${burst.clients} callers: a machine that is shared is now faster, now slower. A submit is answered 201 once its order is written; that it is CONFIRMED follows. Events and confirmations at 50 %. Cancels of booked orders on a system of their own, ${CANCELS} one after another, after ${CANCELS_BEFORE} others.`,
    figures: rounds.figures(),
  };
};

interface At {
  readonly load: { readonly rate: number; readonly seconds: number };
  readonly floor: FloorProcesses;
  readonly sku: string;
  readonly rounds: Rounds;
}

async function submitAt(share: number, { load, floor, sku, rounds }: At): Promise<void> {
  const empty = await floor.run({ what: 'emptyWithUpdate', load });
  const { latenciesMs } = await orderAll({ sku, load, until: 'COMPLETED' });
  for (const [name, part] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const at = `${name} at ${share * 100} %`;
    rounds.add({ name: `empty update-with-start ${at}`, unit: 'ms' }, percentile(empty, part));
    rounds.add({ name: `submit ${at}`, unit: 'ms', beside: `empty update-with-start ${at}` }, percentile(latenciesMs, part));
  }
}

async function measureCancels(rounds: Rounds, isQuick: boolean): Promise<void> {
  const system = await startBenchSystem(SLOW_CARRIER);
  try {
    system.use();
    const sku = await shelf();
    await cancelEach(sku, isQuick ? 3 : CANCELS_BEFORE);
    await rounds.each(async () => {
      const waits = await cancelEach(sku, isQuick ? 5 : CANCELS);
      rounds.add({ name: 'cancel to CANCELED p50', unit: 'ms' }, percentile(waits, 0.5));
      rounds.add({ name: 'cancel to CANCELED p99', unit: 'ms' }, percentile(waits, 0.99));
    });
    await system.verify();
  } finally {
    await system.stop();
  }
}
