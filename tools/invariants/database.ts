import pg from 'pg';
import { openSession, postgresSession, SessionRefused } from '../../platform/postgres-session.ts';
import { SourceMissing } from './check.ts';

/** One session at PostgreSQL that reads; it writes to temporary tables only. */
export interface OrdersDatabase {
  /** @throws SourceMissing when PostgreSQL cannot be reached */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Where messages of the stream are put beside the events, so that PostgreSQL compares them. */
const STREAM_COPY = `create temporary table stream_copy (
  seq bigint primary key, subject text, msg_id text, ce_id text, ce_type text, order_id text, sequence int,
  body_id text, body_version int, stored_at timestamptz
)`;

/** SQLSTATE of a server that shuts down (57P…) or of a connection that broke (08…). */
const CONNECTION_LOST = /^(57P|08)/;

export async function openDatabase(url: string): Promise<OrdersDatabase> {
  // Temporary tables, and that nothing else is written, belong to a session.
  if (postgresSession(url).pooled)
    throw new SessionRefused('check:invariants needs the address of PostgreSQL itself in DATABASE_URL, past the pooler');
  const client = await connect(url);
  let lost: Error | undefined;
  client.on('error', (error) => (lost = error));
  // One session carries out one statement at a time; checks that settle side by side wait here.
  let turn: Promise<unknown> = Promise.resolve();
  const query = async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
    const answer = turn.then(() => client.query<Row>(sql, [...values]));
    turn = answer.catch(() => undefined);
    try {
      return (await answer).rows;
    } catch (error) {
      if (error instanceof pg.DatabaseError && !CONNECTION_LOST.test(error.code ?? '')) throw error;
      throw unreachable(lost ?? error);
    }
  };
  await query(STREAM_COPY);
  await query('create index on stream_copy (order_id, sequence)');
  await query('set default_transaction_read_only = on');
  return { query, close: () => client.end().catch(() => undefined) };
}

async function connect(url: string): Promise<pg.Client> {
  try {
    return await openSession(url, { application_name: 'durable-orders invariants', connectionTimeoutMillis: 3000 });
  } catch (error) {
    throw error instanceof SessionRefused ? error : unreachable(error);
  }
}

function unreachable(error: unknown): SourceMissing {
  return new SourceMissing('postgres', `PostgreSQL cannot be reached: ${reasonOf(error)}`, { cause: error });
}

/** Node reports a host with several addresses as an AggregateError without a text of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
