// Jest's global set-up of the integration tests: a real PostgreSQL and a real NATS server of their own, in a temporary folder.
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startNats } from '../../deploy/local/nats.ts';
import { freePort } from '../../deploy/local/ports.ts';
import { startPostgres } from '../../deploy/local/postgres.ts';
import { findTool, natsTool } from '../../deploy/local/tools.ts';
import { createScreen } from '../../deploy/local/progress.ts';
import { remember } from './running-parts.ts';

export default async function startRealParts(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-parts-'));
  const screen = createScreen();
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  remember('integration', dataDir, postgres);
  const nats = await startNats({ dataDir, port: await freePort(), binary: await findTool(natsTool, { busy: screen.busy }) });
  remember('integration', dataDir, nats);
  process.env.TEST_POSTGRES_URL = postgres.url;
  process.env.TEST_NATS_URL = nats.url;
}
