import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { connectDatabase, type Database } from '../../adapters/postgres/database.ts';
import { migratePartners } from '../../partners/migrate.ts';
import { deployMigrations, type MigrateOptions } from '../../prisma/migrate.ts';

export interface FreshDatabase {
  readonly db: Database;
  readonly url: string;
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** A migrated database of its own for one test file; `migrations` says which, where not all are meant. */
export async function freshDatabase(poolSize = 8, migrations: MigrateOptions = {}): Promise<FreshDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: these tests need the set-up in tests/support/real-postgres.ts');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await deployMigrations(url, migrations);
  // Older ones expect the partners' tables where they were before.
  if (migrations.migrationsDir === undefined) await migratePartners(url);
  const db = connectDatabase({ url, poolSize, name: 'test' });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    db,
    url,
    query: async (sql, values) => (await client.query(sql, values)).rows,
    async drop() {
      await Promise.all([client.end(), db.close()]);
      await administer(server, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
