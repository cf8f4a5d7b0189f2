import pg from 'pg';

export type Row = Record<string, unknown>;

/** One session, for statements that take as long as they take. */
export interface Connection {
  query<T extends pg.QueryResultRow = Row>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function connect(url: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: url, application_name: 'durable-orders bench' });
  await client.connect();
  return {
    query: async <T extends pg.QueryResultRow>(sql: string, values: unknown[] = []) => (await client.query<T>(sql, values)).rows,
    close: () => client.end(),
  };
}
