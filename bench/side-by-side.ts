import { openShop, orderAll, warmUp, type Shop } from './orders.ts';
import type { Rounds } from './rounds.ts';
import type { BenchOptions } from './section.ts';
import { startBenchSystem, type BenchSystem } from './system.ts';
import { sum } from './table.ts';

export const CLIENTS = 8;

interface SideBySide {
  /** Each by its name, with what is set in it. The first is what the others stand beside. */
  readonly systems: Readonly<Record<string, Record<string, string>>>;
  readonly count: number;
  readonly rounds: Rounds;
  /** Whose time counts; all processes unless they are named. */
  readonly of?: readonly string[];
  /** Measures more while a system works on its orders. */
  readonly during?: (name: string, work: () => Promise<void>) => Promise<void>;
}

/** CPU time for one order to COMPLETED, in whole systems that take turns. */
export async function measureSideBySide(
  options: BenchOptions,
  { systems, count, rounds, of, during = (_name, work) => work() }: SideBySide,
): Promise<void> {
  const [first = ''] = Object.keys(systems);
  const shops = new Map<string, Shop & { system: BenchSystem }>();
  const usedBy = async (system: BenchSystem) =>
    sum(Object.entries(await system.cpuMs()).flatMap(([name, ms]) => (of && !of.includes(name) ? [] : [ms])));
  const costOf = async (name: string, shop: Shop & { system: BenchSystem }) => {
    const cpuBefore = await usedBy(shop.system);
    await during(name, async () => void (await orderAll(shop, { load: { count, clients: CLIENTS }, until: 'COMPLETED' })));
    const cpuMs = (await usedBy(shop.system)) - cpuBefore;
    rounds.add({ name, unit: 'ms', ...(name !== first && { beside: first }) }, cpuMs / count);
  };
  try {
    for (const [name, settings] of Object.entries(systems)) {
      const system = await startBenchSystem(settings);
      shops.set(name, { system, ...(await openShop(system)) });
    }
    options.report('warms up');
    for (const shop of shops.values()) await warmUp(shop, options);
    await rounds.each(async () => {
      for (const [name, shop] of shops) await costOf(name, shop);
    });
  } finally {
    await Promise.all([...shops.values()].map(({ system }) => system.stop()));
  }
}
