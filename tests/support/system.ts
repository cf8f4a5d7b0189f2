import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Exit, RunningProcess } from '../../deploy/local/launch.ts';
import { freePorts } from '../../platform/free-port.ts';
import { eventually } from './eventually.ts';

const PORTS = [
  'API_PORT',
  'WORKER_HTTP_PORT',
  'RELAY_HTTP_PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'NATS_PORT',
] as const;
/** A first start may have to build the servers. */
const START_WITHIN_MS = 15 * 60_000;

export interface System extends RunningProcess {
  readonly dataDir: string;
  /** Where its services are, as the tests look it up in their environment. */
  readonly settings: Record<string, string>;
}

/** Starts the whole system as `npm start` does, on free ports and in a folder of its own. */
export async function startSystem(over: Record<string, string> = {}): Promise<System> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-system-'));
  const ports = await freePorts(PORTS);
  const env = { ...withoutAddresses(), ...ports, DATA_DIR: dataDir, CARRIER_PICKUP_MS: '1500', CARRIER_DELIVERY_MS: '500', ...over };
  const output = path.join(dataDir, 'start.log');
  const log = openSync(output, 'a');
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../deploy/local/start.mjs')], {
    env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);

  const exited = once(child, 'exit').then(([code, signal]): Exit => ({ code, signal }));
  // Whoever is broken off leaves nothing running.
  const stopToo = () => void child.kill('SIGINT');
  process.once('exit', stopToo);
  void exited.then(() => process.removeListener('exit', stopToo));
  const bannerIsThere = async () => child.exitCode !== null || readFileSync(output, 'utf8').includes('curl');
  await eventually(bannerIsThere, Boolean, START_WITHIN_MS);
  if (child.exitCode !== null) throw new Error(`the system did not start:\n${readFileSync(output, 'utf8')}`);
  const stop = async () => (child.kill('SIGINT'), exited);
  return { dataDir, settings: settingsOf(dataDir, ports), pid: child.pid ?? 0, exited, stop, kill: () => child.kill('SIGKILL') };
}

function settingsOf(dataDir: string, ports: Record<string, string>): Record<string, string> {
  const on = (name: string) => `127.0.0.1:${ports[name]}`;
  return {
    TEST_DATA_DIR: dataDir,
    TEST_API_URL: `http://${on('API_PORT')}`,
    TEST_WORKER_URL: `http://${on('WORKER_HTTP_PORT')}`,
    TEST_RELAY_URL: `http://${on('RELAY_HTTP_PORT')}`,
    TEST_DATABASE_URL: `postgresql://orders:orders@${on('POSTGRES_PORT')}/orders`,
    TEST_TEMPORAL_ADDRESS: on('TEMPORAL_PORT'),
    TEST_NATS_URL: `nats://${on('NATS_PORT')}`,
  };
}

/** The environment of whoever runs the tests must not send them to another system. */
export function withoutAddresses(): NodeJS.ProcessEnv {
  const {
    DATABASE_URL: _database,
    PARTNERS_DATABASE_URL: _partners,
    TEMPORAL_ADDRESS: _temporal,
    NATS_URL: _nats,
    PUBLIC_URL: _public,
    API_HOST: _host,
    PAYMENT_PROVIDER: _provider,
    NODE_OPTIONS: _options,
    ...rest
  } = process.env;
  return rest;
}
