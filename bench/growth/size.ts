import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../platform/free-port.ts';
import { startPostgres } from '../../deploy/local/postgres.ts';
import { seconds, type Report } from '../../deploy/local/progress.ts';
import { startSystem } from '../../tests/support/system.ts';
import { connect, type Connection } from './connection.ts';
import { loadOrders } from './load.ts';
import { takeSamples, type Samples } from './samples.ts';

/** A whole system of its own with so many orders stored. */
export interface Size {
  readonly orders: number;
  /** As figures name it. */
  readonly name: string;
  readonly url: string;
  readonly connection: Connection;
  readonly samples: Samples;
  readonly settings: Readonly<Record<string, string>>;
}

/** Background work would come and go between rounds: parcels travel at once, and the reconciler does not run. */
const SETTINGS = { CARRIER_PICKUP_MS: '0', CARRIER_DELIVERY_MS: '0', RECONCILE_EVERY: String(365 * 86_400), LOG_LEVEL: 'error' };

type Undo = () => unknown;

/** Loads one size after the other, then starts all systems; what was started is stopped when the work is done or fails. */
export async function withSizes<T>(counts: readonly number[], report: Report, work: (sizes: Size[]) => Promise<T>): Promise<T> {
  const undos: Undo[] = [];
  try {
    const stored: { orders: number; url: string }[] = [];
    for (const orders of counts) {
      const url = await startDatabase(undos);
      const began = Date.now();
      await loadOrders(url, orders);
      stored.push({ orders, url });
      report(`${orders.toLocaleString('en')} orders stored after ${seconds(began)}`);
    }
    const started = await Promise.allSettled(stored.map(({ orders, url }) => startOver(url, orders, undos)));
    return await work(started.map(valueOf));
  } finally {
    for (const undo of undos.toReversed()) await undo();
  }
}

async function startDatabase(undos: Undo[]): Promise<string> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-growth-'));
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  undos.push(remove);
  // It is large: whoever breaks the benchmark off is not left with it.
  process.once('exit', remove);
  const { url, stop } = await startPostgres({ dataDir, port: await freePort() });
  undos.push(stop);
  return url;
}

async function startOver(url: string, orders: number, undos: Undo[]): Promise<Size> {
  const system = await startSystem({ ...SETTINGS, DATABASE_URL: url });
  undos.push(() => rmSync(system.dataDir, { recursive: true, force: true }), system.stop);
  const connection = await connect(url);
  undos.push(connection.close);
  const settings = { ...system.settings, TEST_DATABASE_URL: url };
  return { orders, name: orders.toLocaleString('en'), url, connection, samples: await takeSamples(url), settings };
}

function valueOf<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/** From now on the tests' own means, which look addresses up in the environment, speak to this system. */
export function turnTo({ settings }: Size): void {
  Object.assign(process.env, settings);
}
