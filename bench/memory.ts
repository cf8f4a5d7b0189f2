import { readFile } from 'node:fs/promises';
import { openShop, orderAll } from './orders.ts';
import { inRounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem } from './system.ts';

const PROCESSES = ['api', 'worker', 'relay', 'webhooks', 'partners'] as const;
const CLIENTS = 8;

/** What the processes hold in memory after so many orders: linear growth would be a leak. */
export const memory: Bench = async ({ isQuick, report }) => {
  const marks = isQuick ? [100, 200, 400] : [1000, 10_000, 50_000];
  const rounds = inRounds({ rounds: 1, report }, 'memory');
  const system = await startBenchSystem();
  try {
    const shop = await openShop(system);
    let done = 0;
    for (const mark of marks) {
      while (done < mark) {
        const count = Math.min(1000, mark - done);
        await orderAll(shop, { load: { count, clients: CLIENTS }, until: 'COMPLETED' });
        done += count;
        report(
          `memory: ${done} orders, ${(await Promise.all(PROCESSES.map(async (name) => `${name} ${(await residentMiB(system.pidOf(name))).toFixed(0)} MiB`))).join(', ')}`,
        );
      }
      for (const process of PROCESSES) {
        const first = `${process} after ${marks[0]} orders`;
        const name = `${process} after ${mark} orders`;
        const beside = name === first ? {} : { beside: first };
        rounds.add({ name, unit: 'MiB', ...beside }, await residentMiB(system.pidOf(process)));
      }
    }
    await system.verify();
  } finally {
    await system.stop();
  }
  return {
    title: 'Memory',
    how: `Resident set of the processes while orders come from ${CLIENTS} callers without a pause, each to COMPLETED.`,
    figures: rounds.figures(),
  };
};

/** Linux alone tells without asking another program. */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}
