// A whole system beside all others: what `npm start` starts, as a child of this process, on free ports and with its data in a folder of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Config, loadConfig } from '../../../platform/config.ts';
import { freePorts } from '../../../platform/free-port.ts';
import { AbortPolling, poll } from '../../../platform/poll.ts';
import type { Exit, RunningProcess } from '../processes/launch.ts';
import { SERVERS_UP } from '../screen/banner.ts';
import { baseUrl, isReady, ownProcesses } from '../processes/own-processes.ts';

export interface System extends RunningProcess {
  readonly dataDir: string;
  /** What a tool needs in its environment to find this system. */
  readonly env: NodeJS.ProcessEnv;
  readonly config: Config;
}

const PORTS = [
  'API_PORT',
  'GRPC_PORT',
  'WORKER_HTTP_PORT',
  'RELAY_HTTP_PORT',
  'PARTNERS_HTTP_PORT',
  'WEBHOOKS_HTTP_PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'NATS_PORT',
  'PROMETHEUS_PORT',
  'JAEGER_PORT',
  'JAEGER_OTLP_PORT',
  'COLLECTOR_PORT',
  'COLLECTOR_METRICS_PORT',
];
/** Empty is as good as absent, and keeps out what the environment and `.env` say of another system. */
const OF_ANOTHER_SYSTEM = {
  DATABASE_URL: '',
  PARTNERS_URL: '',
  PARTNERS_PUBLIC_URL: '',
  PARTNERS_DATABASE_URL: '',
  TEMPORAL_ADDRESS: '',
  TEMPORAL_NAMESPACE: '',
  TEMPORAL_TASK_QUEUE: '',
  TEMPORAL_UI_URL: '',
  TRACE_URL: '',
  NATS_URL: '',
  PUBLIC_URL: '',
  WATCHED_DISK: '',
  WEBHOOK_TARGETS: '',
  API_HOST: '',
  PAYMENT_PROVIDER: '',
  PAYMENT_WEBHOOK_SECRET: '',
  CARRIER_WEBHOOK_SECRET: '',
  PARTNERS_API_KEY: '',
  GRPC_TLS_CERT_FILE: '',
  GRPC_TLS_KEY_FILE: '',
  GRPC_TLS_CLIENT_CA_FILE: '',
  OTEL_EXPORTER_OTLP_ENDPOINT: '',
  OBSERVE: '',
  NODE_OPTIONS: '',
};
/** A first start may have to build the servers (ms). */
const START_WITHIN_MS = 15 * 60_000;

/** The environment of a system on free ports, with nothing in it of another one. */
export async function systemEnvironment(over: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  return { ...process.env, ...OF_ANOTHER_SYSTEM, ...(await freePorts(PORTS)), ...over };
}

export interface StartOptions {
  readonly signal?: AbortSignal;
  /** As `npm start -- …` has them. */
  readonly args?: readonly string[];
  /** The file that gets what it says; in its data folder without one. */
  readonly output?: string;
}

/**
 * Resolves when all of the system's own processes are ready. It ends when this process does.
 * @throws AbortPolling with what it said when it does not come up; the signal's reason, once what was started is stopped
 */
export async function startSystem(over: Record<string, string> = {}, { signal, args = [], ...given }: StartOptions = {}): Promise<System> {
  const dataDir = over.DATA_DIR ?? mkdtempSync(path.join(os.tmpdir(), 'durable-orders-system-'));
  const env = await systemEnvironment({ ...over, DATA_DIR: dataDir });
  const config = loadConfig(env);
  const output = given.output ?? path.join(dataDir, 'start.log');
  const child = startInBackground(env, args, output);
  const exited = once(child, 'exit').then(([code, by]): Exit => ({ code, signal: by }));
  const stop = async () => (child.kill('SIGINT'), exited);
  try {
    await poll({ what: 'the system did not come up', withinMs: START_WITHIN_MS, signal }, () => isUp(child, config, output, args));
  } catch (error) {
    await stop();
    throw error;
  }
  return { dataDir, env, config, pid: child.pid ?? 0, exited, stop, kill: () => child.kill('SIGKILL') };
}

/** In a group of its own, so that Ctrl-C does not reach it; the channel tells it when this process is gone. */
function startInBackground(env: NodeJS.ProcessEnv, args: readonly string[], output: string): ChildProcess {
  const log = openSync(output, 'a');
  const script = path.join(import.meta.dirname, '..', 'start.mjs');
  const child = spawn(process.execPath, [script, ...args], { env, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  return child;
}

async function isUp(child: ChildProcess, config: Config, output: string, args: readonly string[]): Promise<void> {
  const said = readFileSync(output, 'utf8');
  if (child.exitCode !== null) throw new AbortPolling(`the system did not start:\n${said}`);
  if (args.includes('--servers-only') && said.includes(SERVERS_UP)) return;
  for (const { host, port } of ownProcesses(config)) await isReady(baseUrl(host, port));
}
