import type pg from 'pg';
import { openSession } from '../../../platform/postgres-session.ts';

/** One look into a database, over a connection of its own. */
export async function queryDatabase<T extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<T[]> {
  const client = await openSession(url);
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
