import type { Config } from '../../platform/config.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import type { Sources } from './all-checks.ts';
import { type OrdersDatabase, openDatabase } from './database.ts';
import { SourceMissing } from './check.ts';
import { providerLedger } from './provider.ts';
import { openStreamCopy, type StreamCopy } from './stream-copy.ts';
import { temporalRuns } from './workflow-runs.ts';

/** Opens all sources; one that cannot be reached says so whenever it is asked. */
export async function openSources(config: Config): Promise<{ sources: Sources; close: () => Promise<void> }> {
  const db = await openDatabase(config.database.url).catch(missingDatabase);
  const stream = await openStreamCopy(config.nats, db).catch(missingStream);
  const temporal = connectTemporal(config.temporal);
  return {
    sources: {
      db,
      provider: providerLedger(config),
      stream,
      runs: temporalRuns(temporal.client, config.temporal.taskQueue),
    },
    close: async () => void (await Promise.all([db.close(), stream.close(), temporal.close()])),
  };
}

function missingDatabase(error: unknown): OrdersDatabase {
  const missing = onlyMissing(error);
  return {
    async query() {
      throw missing;
    },
    async close() {},
  };
}

function missingStream(error: unknown): StreamCopy {
  const missing = onlyMissing(error);
  return {
    async bringUpToDate() {
      throw missing;
    },
    maxAgeMs: () => 0,
    async close() {},
  };
}

function onlyMissing(error: unknown): SourceMissing {
  if (error instanceof SourceMissing) return error;
  throw error;
}
