// Jest's global set-up of the end-to-end tests: the whole system, started as `npm start` starts it, in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../deploy/local/ports.ts';
import type { Exit } from '../../deploy/local/part.ts';
import { remember } from './running-parts.ts';
import { eventually } from './eventually.ts';

const PORTS = ['API_PORT', 'WORKER_HTTP_PORT', 'RELAY_HTTP_PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'NATS_PORT'] as const;
/** A first start may have to build the servers. */
const START_WITHIN_MS = 15 * 60_000;

export default async function startWholeSystem(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-system-'));
  const ports = Object.fromEntries(await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const)));
  const api = `http://127.0.0.1:${ports.API_PORT}`;
  const settings = { ...ports, DATA_DIR: dataDir, CARRIER_PICKUP_MS: '1500', CARRIER_DELIVERY_MS: '500', LOG_LEVEL: 'info' };
  const script = path.resolve(import.meta.dirname, '../../deploy/local/start.mjs');
  const output = path.join(dataDir, 'start.log');
  const log = openSync(output, 'a');
  const system = spawn(process.execPath, [script], { env: { ...withoutAddresses(), ...settings }, stdio: ['ignore', log, log] });
  closeSync(log);

  const exited = once(system, 'exit').then(([code, signal]) => ({ code, signal }) as Exit);
  const stop = async () => (system.kill('SIGINT'), exited);
  remember('e2e', dataDir, { pid: system.pid ?? 0, exited, stop, kill: () => system.kill('SIGKILL') });
  const bannerIsThere = async () => system.exitCode !== null || readFileSync(output, 'utf8').includes('curl');
  await eventually(bannerIsThere, Boolean, START_WITHIN_MS);
  if (system.exitCode !== null) throw new Error(`the system did not start:\n${readFileSync(output, 'utf8')}`);

  process.env.TEST_API_URL = api;
  process.env.TEST_DATA_DIR = dataDir;
  process.env.TEST_DATABASE_URL = `postgresql://orders:orders@127.0.0.1:${ports.POSTGRES_PORT}/orders`;
  process.env.TEST_TEMPORAL_ADDRESS = `127.0.0.1:${ports.TEMPORAL_PORT}`;
  process.env.TEST_NATS_URL = `nats://127.0.0.1:${ports.NATS_PORT}`;
  process.env.TEST_WORKER_URL = `http://127.0.0.1:${ports.WORKER_HTTP_PORT}`;
  process.env.TEST_RELAY_URL = `http://127.0.0.1:${ports.RELAY_HTTP_PORT}`;
}

/** The environment of whoever runs the tests must not send them to another system. */
function withoutAddresses(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, TEMPORAL_ADDRESS: _temporal, NATS_URL: _nats, PUBLIC_URL: _public, NODE_OPTIONS: _options, ...rest } = process.env;
  return rest;
}
