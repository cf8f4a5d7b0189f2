import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runScript } from '../deploy/local/scripting/run-script.ts';
import { startSystem } from '../deploy/local/scripting/start-system.ts';
import type { Config } from '../platform/config.ts';
import { cpuMsOf } from './cpu.ts';
import { sum } from './table.ts';

/** The carrier is as fast as it can be, and nothing that is not measured wakes up meanwhile. */
const PACE_0 = { CARRIER_PICKUP_MS: '0', CARRIER_DELIVERY_MS: '0', RECONCILE_EVERY: '3600', LOG_LEVEL: 'info' };

export interface BenchSystem {
  readonly dataDir: string;
  readonly config: Config;
  readonly pidOf: (process: string) => number;
  /** CPU time of each process, with its children, since it was started (ms). */
  cpuMs(): Promise<Readonly<Record<string, number>>>;
  /** @throws when `check:invariants` finds something: speed at the price of correctness is no result */
  verify(): Promise<void>;
  stop(): Promise<void>;
}

/** What `npm start` starts, in a folder of its own that is gone after `stop`. */
export async function startBenchSystem(over: Record<string, string> = {}): Promise<BenchSystem> {
  const { dataDir, config, env, stop } = await startSystem({ ...PACE_0, ...over });
  const runDir = path.join(dataDir, 'run');
  const pids = new Map(
    readdirSync(runDir)
      .filter((file) => file.endsWith('.pid'))
      .map((file) => [path.basename(file, '.pid'), Number(readFileSync(path.join(runDir, file), 'utf8'))] as const),
  );
  return {
    dataDir,
    config,
    pidOf(name) {
      const pid = pids.get(name);
      if (pid === undefined) throw new Error(`${name} does not run here: ${[...pids.keys()].join(', ')} do`);
      return pid;
    },
    async cpuMs() {
      const used = await Promise.all([...pids].map(async ([name, pid]) => [name, await cpuMsOf([pid])] as const));
      // `npm start` is the parent of them all, and counted with its children.
      const children = used.filter(([name]) => name !== 'start');
      const all = used.find(([name]) => name === 'start')?.[1] ?? Number.NaN;
      return Object.fromEntries([...children, ['npm start', all - sum(children.map(([, ms]) => ms))]]);
    },
    async verify() {
      const { code, said } = await runScript('tools/check-invariants.ts', [], env);
      if (code !== 0) throw new Error(`check:invariants ended with ${code} after the measurement:\n${said}`);
    },
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
