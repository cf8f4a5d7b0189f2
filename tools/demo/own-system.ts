import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePorts } from '../../platform/free-port.ts';
import { baseUrl, ownProcesses } from '../../deploy/local/processes.ts';
import { loadConfig, type Config } from '../../platform/config.ts';
import { AbortPolling, poll } from '../../platform/poll.ts';

const PORTS = [
  'API_PORT',
  'WORKER_HTTP_PORT',
  'RELAY_HTTP_PORT',
  'PARTNERS_HTTP_PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'NATS_PORT',
];

/** Everything that a person would wait minutes or days for happens within seconds. */
const QUICK_CLOCKS = {
  CARRIER_PICKUP_MS: '1500',
  CARRIER_DELIVERY_MS: '1000',
  RECONCILE_EVERY: '5',
  CARRIER_SILENCE_MINUTES: '0.05',
  CARRIER_LATE_HOURS: '0.005',
  PATIENCE_MINUTES: '0.25',
};
/** Empty is as good as absent, and keeps what `.env` says of another system out. */
const NOBODY_ELSES = {
  DATABASE_URL: '',
  TEMPORAL_ADDRESS: '',
  NATS_URL: '',
  PUBLIC_URL: '',
  PARTNERS_URL: '',
  PARTNERS_DATABASE_URL: '',
  PARTNERS_PUBLIC_URL: '',
  API_HOST: '',
  TEMPORAL_NAMESPACE: '',
  TEMPORAL_TASK_QUEUE: '',
  PAYMENT_PROVIDER: '',
  PAYMENT_WEBHOOK_SECRET: '',
  CARRIER_WEBHOOK_SECRET: '',
  PARTNERS_API_KEY: '',
};
/** A first start may have to build the servers (ms). */
const START_WITHIN_MS = 15 * 60_000;
/** What runs is drained first: the worker for 20 s at most, then the storage stops (ms). */
const STOP_WITHIN_MS = 60_000;

export interface OwnSystem {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly dataDir: string;
  /** Ends it; its folder goes with it, unless somebody may want to look at it. */
  stop(keep: boolean): Promise<void>;
}

/** Starts a system as `npm start` does: on free ports, in a folder of its own, with quick clocks. */
export async function startOwnSystem(signal: AbortSignal): Promise<OwnSystem> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-demo-'));
  const ports = await freePorts(PORTS);
  const env = { ...process.env, ...NOBODY_ELSES, ...ports, ...QUICK_CLOCKS, DATA_DIR: dataDir };
  const config = loadConfig(env);
  const output = path.join(dataDir, 'start.log');
  const child = startInBackground(env, output);
  const stop = async (keep: boolean) => {
    await end(child);
    if (!keep) rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await poll({ what: 'the system did not come up', withinMs: START_WITHIN_MS, signal }, () => isUp(child, config, output));
  } catch (error) {
    await stop(!signal.aborted);
    throw error;
  }
  return { config, env, dataDir, stop };
}

/** Not in this process's group, so that Ctrl-C does not reach it; the channel tells it when this process is gone. */
function startInBackground(env: NodeJS.ProcessEnv, output: string): ChildProcess {
  const log = openSync(output, 'a');
  const script = path.resolve(import.meta.dirname, '../../deploy/local/start.mjs');
  const child = spawn(process.execPath, [script], { env, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  return child;
}

async function isUp(child: ChildProcess, config: Config, output: string): Promise<void> {
  if (child.exitCode !== null) throw new AbortPolling(`the system did not start:\n${readFileSync(output, 'utf8')}`);
  for (const { name, host, port } of ownProcesses(config)) {
    const { ok } = await fetch(`${baseUrl(host, port)}/readyz`);
    if (!ok) throw new Error(`${name} is not ready`);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  // The second request means it.
  const timer = setTimeout(() => child.kill('SIGINT'), STOP_WITHIN_MS);
  await exited;
  clearTimeout(timer);
}
