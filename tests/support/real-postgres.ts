// Jest's global set-up of the integration tests: a real PostgreSQL of their own, in a temporary folder.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../platform/free-port.ts';
import { startPostgres } from '../../deploy/local/servers/postgres.ts';
import { remember } from './running-services.ts';

export default async function startRealPostgres(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-postgres-'));
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  remember('integration', postgres, dataDir);
  process.env.TEST_POSTGRES_URL = postgres.url;
}
