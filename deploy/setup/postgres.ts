import pg from 'pg';
import { migratePartners } from '../../partners/migrate.ts';
import type { Config } from '../../platform/config.ts';
import { AbortPolling } from '../../platform/poll.ts';
import { openSession, SessionRefused } from '../../platform/postgres-session.ts';
import { isUntrustedCertificate, type Server, waitForServer } from '../../platform/wait-for-server.ts';
import { deployMigrations, pendingMigrations } from '../../prisma/migrate.ts';
import type { SetUpOptions } from './options.ts';
import { grantRoles } from './roles.ts';

/** Wrong password, no right to log in, no such database: waiting does not change them. */
const REFUSALS = new Set(['28P01', '28000', '3D000']);

/** The partners' migrations come second: what they kept among the orders' tables before is moved out by the first. */
export async function migrate({ database, partners }: Pick<Config, 'database' | 'partners'>, options: SetUpOptions): Promise<void> {
  const { report } = options;
  await waitForServer(server(database.url, 'DATABASE_URL'), options, () => ping(database.url));
  if (partners.databaseUrl !== database.url)
    await waitForServer(server(partners.databaseUrl, 'PARTNERS_DATABASE_URL'), options, () => ping(partners.databaseUrl));
  const applied = await deployMigrations(database.url);
  report(applied.length > 0 ? `migrations applied: ${applied.join(', ')}` : 'migrations: nothing to apply');
  const theirs = await migratePartners(partners.databaseUrl);
  if (theirs.length > 0) report(`the partners' migrations applied: ${theirs.join(', ')}`);
  if (await grantRoles({ database, partners })) report('roles: each process has what it needs');
}

/** Waits until somebody else has applied our migrations. */
export async function awaitMigrations({ database }: Pick<Config, 'database'>, options: SetUpOptions): Promise<void> {
  await waitForServer(server(database.url, 'DATABASE_URL'), options, async () => {
    await ping(database.url);
    const pending = await pendingMigrations(database.url);
    if (pending.length > 0) throw new Error(`migrations still to be applied: ${pending.length}, the first is ${pending[0]}`);
  });
}

function server(url: string, variable: string): Server {
  const { hostname, port } = new URL(url);
  return { name: 'PostgreSQL', address: `${hostname}:${port || 5432}`, variable };
}

async function ping(url: string): Promise<void> {
  try {
    const client = await openSession(url, { connectionTimeoutMillis: 3000 });
    await client.end();
  } catch (error) {
    const reason = whyHopeless(error);
    throw reason === undefined ? error : new AbortPolling(reason, { cause: error });
  }
}

function whyHopeless(error: unknown): string | undefined {
  if (error instanceof SessionRefused) return error.message;
  if (error instanceof pg.DatabaseError) return REFUSALS.has(error.code ?? '') ? error.message : undefined;
  const { message = '' } = error as { message?: string };
  if (isUntrustedCertificate(error))
    return `its certificate is not trusted (${message}): name its authority in the address, sslrootcert=…, or trust any with sslmode=no-verify`;
  return message.includes('does not support SSL') ? `${message}: take sslmode out of the address` : undefined;
}
