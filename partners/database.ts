import pg from 'pg';
import type { PostgresSession } from '../platform/postgres-session.ts';
import { withSqlSpan } from '../platform/sql-span.ts';
import { Outage } from './http/refusal.ts';

/** The partners' own tables, in the schema `partners`. */
export interface PartnersDatabase {
  /** @throws Outage when PostgreSQL is away or slow */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Whoever calls has given up after 5 s (ms). */
const STATEMENT_TIMEOUT_MS = 4000;

export function connectPartnersDatabase({ session, poolSize }: { session: PostgresSession; poolSize: number }): PartnersDatabase {
  const { config, pooled } = session;
  const pool = new pg.Pool({
    ...config,
    max: poolSize,
    application_name: 'durable-orders partners',
    connectionTimeoutMillis: 2000,
    // The server's own limit, which a pooler does not take, frees its locks; the client's, a little later, notices a server that is frozen.
    ...(!pooled && { statement_timeout: STATEMENT_TIMEOUT_MS }),
    query_timeout: STATEMENT_TIMEOUT_MS + 500,
    keepAlive: true,
  });
  // A connection that breaks while it is idle is replaced by the next query.
  pool.on('error', () => undefined);
  const query = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
    try {
      const statement = { ...(!pooled && { name: nameOf(sql) }), text: sql, values: [...values] };
      return (await withSqlSpan(sql, () => pool.query<Row>(statement))).rows;
    } catch (error) {
      throw isBug(error) ? error : new Outage('The database did not carry out the statement.', { cause: error });
    }
  };
  return { query, ping: async () => void (await query('select 1')), close: () => pool.end() };
}

/** A named statement is parsed and planned once a connection, which has to be always the same one. */
const names = new Map<string, string>();
function nameOf(sql: string): string {
  const name = names.get(sql) ?? `partners_${names.size}`;
  names.set(sql, name);
  return name;
}

/** Codes of PostgreSQL's classes 22 (data), 23 (constraint) and 42 (syntax) say that the statement itself is wrong. */
function isBug(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof pg.DatabaseError && /^(22|23|42)/.test(error.code ?? ''));
}
