// One-shot: migrations, also the simulated partners', and Temporal's namespace, search attributes and the reconciler's schedule. `node deploy/setup.ts`, before API and worker start.
import { realpathSync } from 'node:fs';
import pg from 'pg';
import { openSession, SessionRefused } from '../platform/postgres-session.ts';
import { connectTemporal, openConnection } from '../adapters/temporal/connection.ts';
import { ensureReconcileSchedule } from '../adapters/temporal/reconcile-schedule.ts';
import { ensureNamespace, ensureSearchAttributes, RegistrationRefused, useSearchAttributes } from '../adapters/temporal/registration.ts';
import { commandLine, wordsOf } from '../platform/command-line.ts';
import { loadConfig } from '../platform/config.ts';
import type { Config } from '../platform/config.ts';
import { AbortPolling, poll, reasonOf } from '../platform/poll.ts';
import { migratePartners } from '../partners/migrate.ts';
import { deployMigrations } from '../prisma/migrate.ts';

type SetUpOptions = { report: (line: string) => void; signal?: AbortSignal | undefined };

const USAGE = 'node deploy/setup.ts (npm run setup); what to set up is in the environment: see .env.example';
const withinMs = 120_000;
/** Wrong password, no right to log in, no such database: waiting does not change them. */
const refusals = new Set(['28P01', '28000', '3D000']);

/** Brings PostgreSQL and Temporal to what this version needs; waits for each up to two minutes. Safe to repeat. */
export async function setUp(
  config: Pick<Config, 'database' | 'partners' | 'temporal' | 'reconcileEveryMs'>,
  { report, signal }: SetUpOptions,
): Promise<void> {
  const failed = new AbortController();
  const options = { report, signal: AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]) };
  try {
    await Promise.all([migrate(config, options), register(config, options)]);
  } finally {
    // When one has failed, the other need not go on waiting.
    failed.abort();
  }
}

/** The partners' come second: what they kept among the orders' tables before is moved out by the first. */
async function migrate({ database, partners }: Pick<Config, 'database' | 'partners'>, { report, signal }: SetUpOptions): Promise<void> {
  for (const url of new Set([database.url, partners.databaseUrl]))
    await poll({ what: `PostgreSQL at ${new URL(url).host} did not answer`, withinMs, signal }, () => ping(url));
  const applied = await deployMigrations(database.url);
  report(applied.length > 0 ? `migrations applied: ${applied.join(', ')}` : 'migrations: nothing to apply');
  const theirs = await migratePartners(partners.databaseUrl);
  if (theirs.length > 0) report(`the partners' migrations applied: ${theirs.join(', ')}`);
}

async function ping(databaseUrl: string): Promise<void> {
  try {
    const client = await openSession(databaseUrl, { connectionTimeoutMillis: 3000 });
    await client.end();
  } catch (error) {
    if (error instanceof SessionRefused || (error instanceof pg.DatabaseError && refusals.has(error.code ?? '')))
      throw new AbortPolling(`PostgreSQL at ${new URL(databaseUrl).host} refuses: ${error.message}`);
    throw error;
  }
}

async function register(
  { temporal, reconcileEveryMs }: Pick<Config, 'temporal' | 'reconcileEveryMs'>,
  options: SetUpOptions,
): Promise<void> {
  await registerWithTemporal(temporal, options);
  const { client, close } = connectTemporal(temporal);
  try {
    await ensureReconcileSchedule(client, { everyMs: reconcileEveryMs, taskQueue: temporal.taskQueue });
  } finally {
    await close();
  }
}

/** The namespace and the search attributes; returns when the server takes them. */
async function registerWithTemporal({ address, namespace }: Config['temporal'], { report, signal }: SetUpOptions): Promise<void> {
  const asking = { withinMs, everyMs: 250, signal };
  const connection = await poll({ what: `Temporal at ${address} did not answer`, ...asking }, () =>
    openConnection({ address }, { connectTimeoutMs: 2000 }),
  );
  const settle = <T>(what: string, ask: () => Promise<T>) => poll({ what, ...asking }, () => ask().catch(giveUpIfRefused));
  try {
    const isNew = await settle(`namespace ${namespace} could not be looked up or created`, () => ensureNamespace(connection, namespace));
    if (isNew) report(`Temporal: created namespace ${namespace}`);
    // Servers cache namespaces and search attributes, so what was just made is refused for some seconds.
    const added = await settle(`the search attributes could not be added to namespace ${namespace}`, () =>
      ensureSearchAttributes(connection, namespace),
    );
    await settle(`the search attributes of namespace ${namespace} were not usable`, () => useSearchAttributes(connection, namespace));
    report(added.length > 0 ? `Temporal: added search attributes ${added.join(', ')}` : 'Temporal: search attributes are there');
  } finally {
    await connection.close();
  }
}

function giveUpIfRefused(error: unknown): never {
  throw error instanceof RegistrationRefused ? new AbortPolling(error.message, { cause: error }) : error;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === import.meta.filename) {
  commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
  try {
    await setUp(loadConfig(), { report: (line) => console.log(line) });
  } catch (error) {
    console.error(reasonOf(error));
    process.exitCode = 1;
  }
}
