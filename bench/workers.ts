import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Running } from '../deploy/local/part.ts';
import { freePort } from '../platform/free-port.ts';
import { ownPart, WORKER_OPTIONS } from '../deploy/local/processes.ts';
import { setting } from '../tests/support/api-client.ts';
import { withoutAddresses } from '../tests/support/system.ts';
import { cpuMsOf } from './cpu.ts';
import { perSecond } from './loops.ts';
import { orderAll, shelf } from './orders.ts';
import { inRounds, type Rounds } from './rounds.ts';
import type { Bench } from './section.ts';
import { startBenchSystem, type BenchSystem } from './system.ts';

const CLIENTS = 32;
const WORKERS = [1, 2, 4];

/** What more worker processes gain against one Temporal server, until it, or the machine, is the limit. */
export const workers: Bench = async (options) => {
  const count = options.isQuick ? 60 : 400;
  const rounds = inRounds(options, 'workers');
  const system = await startBenchSystem();
  const more: Running[] = [];
  try {
    system.use();
    const sku = await shelf();
    for (const wanted of WORKERS) {
      while (more.length + 1 < wanted) more.push(await startWorker(system));
      await orderAll({ sku, load: { count: 60, clients: CLIENTS }, until: 'COMPLETED' });
      await rounds.each(() => measure(wanted, { system, sku, count, rounds, more }));
    }
    await system.verify();
  } finally {
    await Promise.all(more.map((worker) => worker.stop()));
    await system.stop();
  }
  return {
    title: 'Worker processes',
    how: `${count} orders at ${CLIENTS} callers to COMPLETED, with so many worker processes on one Temporal server; everything on the same cores.`,
    figures: rounds.figures(),
  };
};

interface Measured {
  readonly system: BenchSystem;
  readonly sku: string;
  readonly count: number;
  readonly rounds: Rounds;
  readonly more: readonly Running[];
}

async function measure(workers: number, { system, sku, count, rounds, more }: Measured): Promise<void> {
  const pids = [system.pidOf('worker'), ...more.map(({ pid }) => pid)];
  const used = async () => ({ workers: await cpuMsOf(pids), temporal: (await system.cpuMs()).temporal ?? 0 });
  const before = await used();
  const rate = await perSecond(count, () => orderAll({ sku, load: { count, clients: CLIENTS }, until: 'COMPLETED' }));
  const after = await used();
  const by = workers === 1 ? 'with 1 worker' : `with ${workers} workers`;
  const beside = workers === 1 ? {} : { beside: 'orders to COMPLETED with 1 worker' };
  rounds.add({ name: `orders to COMPLETED ${by}`, unit: 'per s', ...beside }, rate);
  rounds.add({ name: `CPU of workers per order ${by}`, unit: 'ms' }, (after.workers - before.workers) / count);
  rounds.add({ name: `CPU of Temporal per order ${by}`, unit: 'ms' }, (after.temporal - before.temporal) / count);
}

/** One more, as a second pod would be. */
async function startWorker({ dataDir }: BenchSystem): Promise<Running> {
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
  const part = { name: `worker-${port}`, args: [...WORKER_OPTIONS, 'worker/main.ts'], host: '127.0.0.1', port, graceMs: 5000 };
  return ownPart(part, dataDir, env).start({});
}
