import type pg from 'pg';
import { connectDatabase, type Database } from '../../adapters/postgres/database.ts';
import { migratePartners } from '../../partners/migrate.ts';
import { openSession, postgresSession, type PostgresSession } from '../../platform/postgres-session.ts';
import { deployMigrations, type MigrateOptions } from '../../prisma/migrate.ts';
import { AS_FOREIGN_AS_CAN_BE, foreignDatabase } from './foreign-database.ts';

export interface FreshDatabase {
  readonly db: Database;
  readonly url: string;
  readonly session: PostgresSession;
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** A migrated database of its own for one test file; `migrations` says which, where not all are meant. */
export async function freshDatabase(poolSize = 8, migrations: MigrateOptions = {}): Promise<FreshDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: these tests need the set-up in tests/support/real-postgres.ts');
  const isEarlier = migrations.migrationsDir !== undefined;
  // A database of an earlier version belongs to the role, which could make schemas; the partners' tables were elsewhere.
  const { url, drop } = await foreignDatabase(server, isEarlier ? {} : AS_FOREIGN_AS_CAN_BE);
  await deployMigrations(url, migrations);
  if (!isEarlier) await migratePartners(url);
  const session = postgresSession(url);
  // A busy machine only takes longer.
  const db = connectDatabase({ session, poolSize, name: 'test', connectWithinMs: 60_000 });
  const client = await openSession(url);
  return {
    db,
    url,
    session,
    query: async (sql, values) => (await client.query(sql, values)).rows,
    async drop() {
      await Promise.all([client.end(), db.close()]);
      await drop();
    },
  };
}
