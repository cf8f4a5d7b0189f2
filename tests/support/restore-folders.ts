import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startTestSystem, type TestSystem } from './system.ts';

export type Store = 'postgres' | 'temporal' | 'nats';

const root = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-restore-'));

export const folder = (name: string) => path.join(root, name);
export const removeAllFolders = () => rmSync(root, { recursive: true, force: true });

/** As docs/backups.md says: with the owners, and only while nothing runs on it. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

/** A data folder whose stores come from backups of different moments. */
export async function restored(name: string, from: Record<Store, string>): Promise<string> {
  const dataDir = folder(name);
  mkdirSync(dataDir);
  for (const [store, backup] of Object.entries(from)) await copyFolder(path.join(backup, store), path.join(dataDir, store));
  await copyFolder(path.join(from.postgres, 'secrets.json'), dataDir);
  return dataDir;
}

const RECONCILE_EVERY = '2';
/** Parcels stay where they are until a test moves them. */
const UNMOVED = { CARRIER_PICKUP_MS: '3600000', CARRIER_DELIVERY_MS: '3600000' };

/** The whole system on a data folder that outlives it; its addresses become those of the tests. */
export async function startOn(dataDir: string): Promise<TestSystem> {
  const system = await startTestSystem({ DATA_DIR: dataDir, RECONCILE_EVERY, ...UNMOVED });
  Object.assign(process.env, { ...system.settings, RECONCILE_EVERY });
  return system;
}

/** The servers alone, as an operator has them between a restore and the start of API, worker and relay. */
export async function withServersOn(dataDir: string, work: () => Promise<void>): Promise<void> {
  const servers = await startTestSystem({ DATA_DIR: dataDir }, ['--servers-only']);
  Object.assign(process.env, servers.settings);
  try {
    await work();
  } finally {
    await servers.stop();
  }
}
