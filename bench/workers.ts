import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { RunningProcess } from '../deploy/local/launch.ts';
import { freePort } from '../platform/free-port.ts';
import { ownService, WORKER_OPTIONS } from '../deploy/local/processes.ts';
import { setting } from '../tests/support/api-client.ts';
import { withoutAddresses } from '../tests/support/system.ts';
import { cpuMsOf } from './cpu.ts';
import { limitCpu } from './cpu-limit.ts';
import { perSecond } from './loops.ts';
import { orderAll, shelf, warmUp } from './orders.ts';
import { inRounds, type Rounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem, type BenchSystem } from './system.ts';

const WORKERS = [1, 2, 4];
const CLIENTS = 32;
/** The machine is full with one worker. */
const FREE = { count: 400, clients: CLIENTS, by: '' };
/** A small pod: four of them leave most of the machine to the servers. */
const CORES = 0.125;
const HELD = { count: 40, clients: 16, by: ` of ${CORES} cores` };
/** Each compiles for itself. */
const WARM_UP_EACH = 500;

/** What more worker processes gain against one Temporal server, until it, or the machine, is the limit. */
export const workers: Bench = async (options) => {
  const scaled = <T extends { count: number }>(load: T): T => ({ ...load, count: options.isQuick ? 60 : load.count });
  const [free, held] = [scaled(FREE), scaled(HELD)];
  const rounds = inRounds(options, 'workers');
  const system = await startBenchSystem();
  const more: RunningProcess[] = [];
  let isLimited = false;
  try {
    system.use();
    const sku = await shelf();
    await warmUp(sku, options);
    for (const wanted of WORKERS) {
      while (more.length + 1 < wanted) more.push(await startWorker(system));
      const measured = { system, sku, rounds, pids: [system.pidOf('worker'), ...more.map(({ pid }) => pid)] };
      await orderAll({ sku, load: { count: options.isQuick ? 60 : WARM_UP_EACH * wanted, clients: CLIENTS }, until: 'COMPLETED' });
      await rounds.each(() => measure(free, measured));
      const limit = limitCpu(measured.pids, CORES);
      if ('why' in limit) {
        options.report(`workers: nobody can be held to ${CORES} cores here: ${limit.why}`);
        continue;
      }
      isLimited = true;
      await rounds.each(() => measure(held, measured)).finally(limit.lift);
    }
    await system.verify();
  } finally {
    await Promise.all(more.map((worker) => worker.stop()));
    await system.stop();
  }
  return {
    title: 'Worker processes',
    how:
      `Orders to COMPLETED with so many worker processes on one Temporal server, everything on the same cores: ${free.count} at ${free.clients} callers` +
      (isLimited ? `; and ${held.count} at ${held.clients}, each worker held to ${CORES} cores, as a pod with that CPU limit is.` : '.') +
      ' All rounds with one worker, then with two, then with four.',
    figures: rounds.figures(),
  };
};

interface Measured {
  readonly system: BenchSystem;
  readonly sku: string;
  readonly rounds: Rounds;
  readonly pids: readonly number[];
}

async function measure({ count, clients, by }: typeof FREE, { system, sku, rounds, pids }: Measured): Promise<void> {
  const used = async () => ({ workers: await cpuMsOf(pids), temporal: (await system.cpuMs()).temporal ?? 0 });
  const before = await used();
  const rate = await perSecond(count, () => orderAll({ sku, load: { count, clients }, until: 'COMPLETED' }));
  const after = await used();
  const named = (workers: number) => `with ${workers} ${workers === 1 ? 'worker' : 'workers'}${by}`;
  const beside = pids.length === 1 ? {} : { beside: `orders to COMPLETED ${named(1)}` };
  rounds.add({ name: `orders to COMPLETED ${named(pids.length)}`, unit: 'per s', ...beside }, rate);
  rounds.add({ name: `CPU of workers per order ${named(pids.length)}`, unit: 'ms' }, (after.workers - before.workers) / count);
  rounds.add({ name: `CPU of Temporal per order ${named(pids.length)}`, unit: 'ms' }, (after.temporal - before.temporal) / count);
}

/** One more, as a second pod would be. */
async function startWorker({ dataDir }: BenchSystem): Promise<RunningProcess> {
  const port = await freePort();
  const secrets = JSON.parse(readFileSync(path.join(dataDir, 'webhook-secrets.json'), 'utf8')) as Record<string, string>;
  const env = {
    ...withoutAddresses(),
    ...secrets,
    DATA_DIR: dataDir,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
    PUBLIC_URL: setting('TEST_API_URL'),
    CARRIER_PICKUP_MS: '0',
    CARRIER_DELIVERY_MS: '0',
    WORKER_HTTP_PORT: String(port),
  };
  const worker = { name: `worker-${port}`, args: [...WORKER_OPTIONS, 'worker/main.ts'], host: '127.0.0.1', port, graceMs: 5000 };
  return ownService(worker, dataDir, env).start({});
}
