import os from 'node:os';
import { startFloor } from './floor/floor.ts';
import { perSecond } from './loops.ts';
import { openShop, orderAll, warmUp, warmUpOrders } from './orders.ts';
import { referenceRound } from './reference/round.ts';
import { startReference } from './reference/system.ts';
import { reasonOf } from '../platform/poll.ts';
import { inRounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem } from './system.ts';
import { sum } from './table.ts';

/** Of ours and of the reference app, whose callers wait until their orders are handed over. */
const CLIENTS = 32;
const REFERENCE = 'reference app: orders to completed';
const REFERENCE_CPU = 'reference app: CPU per order';

/** How many orders a second come to their end when there are always more, beside empty workflows and Temporal's reference app. */
export const saturation: Bench = async (options) => {
  const { isQuick, report } = options;
  const count = isQuick ? 60 : 400;
  const rounds = inRounds(options, 'saturation');
  const system = await startBenchSystem();
  const floor = await startFloor(system.config.temporal.address, system.dataDir);
  const withoutIt = (why: unknown) => {
    report(`saturation: goes on without the reference app: ${reasonOf(why)}`);
    return undefined;
  };
  // It would have to be built first.
  const reference = isQuick ? undefined : await startReference({ dataDir: system.dataDir, report }).catch(withoutIt);
  try {
    const shop = await openShop(system);
    const measureAll = async () => {
      rounds.add(
        { name: 'empty workflows', unit: 'per s' },
        await perSecond(count, () => floor.run({ what: 'empty', load: { count, clients: CLIENTS } })),
      );
      const app = reference && (await referenceRound(reference, { orders: count, clients: CLIENTS }).catch(withoutIt));
      const used = async () => sum(Object.values(await system.cpuMs()));
      const before = await used();
      const ours = await perSecond(count, () => orderAll(shop, { load: { count, clients: CLIENTS }, until: 'COMPLETED' }));
      const cpuMsPerOrder = ((await used()) - before) / count;
      // A round in which it fails counts for neither.
      if (reference) {
        rounds.add({ name: REFERENCE, unit: 'per s' }, app?.ordersPerSecond ?? Number.NaN);
        rounds.add({ name: REFERENCE_CPU, unit: 'ms' }, app?.cpuMsPerOrder ?? Number.NaN);
      }
      rounds.add({ name: 'orders to COMPLETED', unit: 'per s', ...(reference && { beside: REFERENCE }) }, ours);
      rounds.add({ name: 'orders to COMPLETED: CPU per order', unit: 'ms', ...(reference && { beside: REFERENCE_CPU }) }, cpuMsPerOrder);
      if (!app) return;
      rounds.add({ name: 'reference app: history events per order', unit: 'count' }, app.eventsPerOrder);
      rounds.add({ name: 'reference app: submit p99', unit: 'ms' }, app.submitP99Ms);
    };
    report('saturation: warms up');
    await warmUp(shop, options);
    await measureAll();
    rounds.forget();
    await rounds.each(measureAll);
    await system.verify();
  } finally {
    await reference?.stop();
    await floor.stop();
    await system.stop();
  }
  return {
    title: 'Orders per second',
    how: `After ${warmUpOrders(options)} orders of warming up, ${count} orders at ${CLIENTS} callers until the last is COMPLETED and its events are sent, everything on the ${os.availableParallelism()} cores of one machine, callers too; the reference app on a Temporal server with the same settings, its callers waiting until their orders are handed over.`,
    figures: rounds.figures(),
  };
};
