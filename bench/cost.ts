import { cpuMsOf } from './cpu.ts';
import { startFloor, type FloorProcesses } from './floor/floor.ts';
import type { Floor } from './floor/tasks.ts';
import { openShop, orderAll, warmUp, warmUpOrders, type Shop } from './orders.ts';
import { inRounds, type Rounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem, type BenchSystem } from './system.ts';
import { sum } from './table.ts';

const CLIENTS = 8;
/** Those that are only confirmed stay open: with more of them than the worker's cache holds (2,000), it would evict while it is measured. */
const MOST_OPEN = 1900;
/** A carrier that may be called every quarter of an hour books nothing. */
const NO_CARRIER = { PARTNER_STEPS_PER_SECOND: 'carrier:0.001' };

/** CPU time for one order over all processes, beside that of an empty workflow and of our own with steps that do nothing. */
export const cost: Bench = async (options) => {
  const count = options.isQuick ? 40 : 300;
  const rounds = inRounds(options, 'cost');
  const warmUps = warmUpOrders(options);
  const confirmed = Math.min(count, Math.floor((MOST_OPEN - warmUps / 2) / options.rounds));
  const completing = await startBenchSystem();
  const confirming = await startBenchSystem(NO_CARRIER);
  const floor = await startFloor(completing.config.temporal.address, completing.dataDir);
  try {
    const shop = await openShop(completing);
    const otherShop = await openShop(confirming);
    const measureAll = async () => {
      rounds.add({ name: 'floor', unit: 'ms' }, await floorCost('empty', { completing, floor, count }));
      rounds.add({ name: 'skeleton', unit: 'ms', beside: 'floor' }, await floorCost('skeleton', { completing, floor, count }));
      await orderCost('CONFIRMED', { system: confirming, shop: otherShop, count: confirmed, rounds });
      await orderCost('COMPLETED', { system: completing, shop, count, rounds });
    };
    options.report('cost: warms up');
    await orderAll(otherShop, { load: { count: warmUps / 2, clients: CLIENTS }, until: 'CONFIRMED' });
    await warmUp(shop, options);
    for (const what of ['empty', 'skeleton'] as const) await floor.run({ what, load: { count: warmUps, clients: CLIENTS } });
    await rounds.each(measureAll);
    for (const system of [completing, confirming]) await system.verify();
  } finally {
    await floor.stop();
    await Promise.all([completing.stop(), confirming.stop()]);
  }
  return {
    title: 'CPU per order',
    how: `User and system time of all processes but the callers', ${count} at ${CLIENTS} callers (${confirmed} to CONFIRMED) after ${warmUps} of warming up, carrier at pace 0; floor: an empty workflow, started and awaited; skeleton: our workflow, its steps in memory; to CONFIRMED: with a carrier that never books.`,
    figures: rounds.figures(),
  };
};

interface OnFloor {
  readonly completing: BenchSystem;
  readonly floor: FloorProcesses;
  readonly count: number;
}

/** Everything that stands idle beside it is counted too, as it is for the orders. */
async function floorCost(what: Floor, { completing, floor, count }: OnFloor): Promise<number> {
  const used = async () => sum(Object.values(await completing.cpuMs())) + (await cpuMsOf(floor.pids));
  const before = await used();
  await floor.run({ what, load: { count, clients: CLIENTS } });
  return ((await used()) - before) / count;
}

interface OnSystem {
  readonly system: BenchSystem;
  readonly shop: Shop;
  readonly count: number;
  readonly rounds: Rounds;
}

async function orderCost(until: 'CONFIRMED' | 'COMPLETED', { system, shop, count, rounds }: OnSystem): Promise<void> {
  const before = await system.cpuMs();
  await orderAll(shop, { load: { count, clients: CLIENTS }, until });
  const after = await system.cpuMs();
  const perOrder = Object.entries(after).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count] as const);
  rounds.add({ name: `to ${until}`, unit: 'ms', beside: 'floor' }, sum(perOrder.map(([, ms]) => ms)));
  for (const [name, ms] of perOrder) rounds.add({ name: `to ${until}: ${name}`, unit: 'ms' }, ms);
}
