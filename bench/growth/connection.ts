import type pg from 'pg';
import { openSession } from '../../platform/postgres-session.ts';

export type Row = Record<string, unknown>;

/** One session, for statements that take as long as they take. */
export interface Connection {
  query<T extends pg.QueryResultRow = Row>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function connect(url: string): Promise<Connection> {
  const client = await openSession(url, { application_name: 'durable-orders bench' });
  return {
    query: async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await client.query<T>(sql, values)).rows,
    close: () => client.end(),
  };
}
