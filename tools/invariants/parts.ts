import type { Config } from '../../platform/config.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import type { Parts } from './all-checks.ts';
import { type Books, openBooks } from './books.ts';
import { PartMissing } from './check.ts';
import { providerLedger } from './provider.ts';
import { openStreamCopy, type StreamCopy } from './stream-copy.ts';
import { temporalRuns } from './workflow-runs.ts';

/** Opens all parts; one that cannot be reached says so whenever it is asked. */
export async function openParts(config: Config): Promise<{ parts: Parts; close: () => Promise<void> }> {
  const books = await openBooks(config.database.url).catch(missingBooks);
  const stream = await openStreamCopy(config.nats.url, books).catch(missingStream);
  const temporal = connectTemporal(config.temporal);
  return {
    parts: {
      books,
      provider: providerLedger(config),
      stream,
      runs: temporalRuns(temporal.client, config.temporal.taskQueue),
    },
    close: async () => void (await Promise.all([books.close(), stream.close(), temporal.close()])),
  };
}

function missingBooks(error: unknown): Books {
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

function onlyMissing(error: unknown): PartMissing {
  if (error instanceof PartMissing) return error;
  throw error;
}
