import pg from 'pg';
import { setting } from './api-client.ts';

/** One look into the database of the system under test. */
export async function queryDatabase<T extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: setting('TEST_DATABASE_URL') });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
