import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { checkInvariants } from '../tests/support/check-invariants.ts';
import { startSystem } from '../tests/support/system.ts';
import { cpuMsOf } from './cpu.ts';
import { sum } from './table.ts';

/** The carrier is as fast as it can be, and nothing that is not measured wakes up meanwhile. */
const PACE_0 = { CARRIER_PICKUP_MS: '0', CARRIER_DELIVERY_MS: '0', RECONCILE_EVERY: '3600', LOG_LEVEL: 'info' };

export interface BenchSystem {
  readonly dataDir: string;
  readonly temporalAddress: string;
  readonly pidOf: (part: string) => number;
  /** CPU time of each part, with its children, since it was started (ms). */
  cpuMs(): Promise<Readonly<Record<string, number>>>;
  /** Makes the test support's calls go to this system. */
  use(): void;
  /** @throws when `check:invariants` finds something: speed at the price of correctness is no result */
  verify(): Promise<void>;
  stop(): Promise<void>;
}

/** What `npm start` starts, in a folder of its own that is gone after `stop`. */
export async function startBenchSystem(over: Record<string, string> = {}): Promise<BenchSystem> {
  const { dataDir, settings, stop } = await startSystem({ ...PACE_0, ...over });
  const runDir = path.join(dataDir, 'run');
  const pids = new Map(
    readdirSync(runDir)
      .filter((file) => file.endsWith('.pid'))
      .map((file) => [path.basename(file, '.pid'), Number(readFileSync(path.join(runDir, file), 'utf8'))] as const),
  );
  const use = () => void Object.assign(process.env, settings);
  return {
    dataDir,
    temporalAddress: settings.TEST_TEMPORAL_ADDRESS ?? '',
    pidOf(part) {
      const pid = pids.get(part);
      if (pid === undefined) throw new Error(`${part} does not run here: ${[...pids.keys()].join(', ')} do`);
      return pid;
    },
    async cpuMs() {
      const used = await Promise.all([...pids].map(async ([part, pid]) => [part, await cpuMsOf([pid])] as const));
      // `npm start` is the parent of them all, and counted with its children.
      const parts = used.filter(([part]) => part !== 'start');
      const all = used.find(([part]) => part === 'start')?.[1] ?? Number.NaN;
      return Object.fromEntries([...parts, ['npm start', all - sum(parts.map(([, ms]) => ms))]]);
    },
    use,
    async verify() {
      use();
      await verifyBooks();
    },
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Of the system that the test support's calls go to. @throws with what `check:invariants` says, unless it finds nothing */
export async function verifyBooks(...args: string[]): Promise<void> {
  const { code, said } = await checkInvariants(...args);
  if (code !== 0) throw new Error(`check:invariants ended with ${code} after the measurement:\n${said}`);
}
