import type pg from 'pg';
import { openSession } from '../../../platform/postgres-session.ts';

/** Locks of orders under way are waited for so long (ms). */
const LOCK_WITHIN_MS = 5000;

/** A trigger that makes statements on some tables fail with a code, or take longer, in a share of cases. */
export interface Sabotage {
  readonly tables: readonly string[];
  readonly share: number;
  /** SQLSTATE. */
  readonly failsWith?: string;
  readonly takesSeconds?: number;
}

export async function withSession<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openSession(url, { application_name: 'chaos', connectionTimeoutMillis: 5000, query_timeout: 30_000 });
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @returns a function that takes the triggers away again */
export async function sabotage(url: string, name: string, { tables, share, failsWith, takesSeconds = 0 }: Sabotage) {
  const fails = failsWith === undefined ? '' : `raise exception 'chaos' using errcode = '${failsWith}';`;
  const body = `begin if random() < ${share} then perform pg_sleep(${takesSeconds} * random()); ${fails} end if; return null; end`;
  await withSession(url, async (client) => {
    await client.query(`set lock_timeout = ${LOCK_WITHIN_MS}`);
    await client.query(`create or replace function ${name}() returns trigger language plpgsql as $$ ${body} $$`);
    for (const table of tables) {
      await client.query(
        `create or replace trigger ${name} before insert or update on ${table} for each statement execute function ${name}()`,
      );
    }
  });
  return () =>
    withSession(url, async (client) => {
      await client.query(`set lock_timeout = ${LOCK_WITHIN_MS}`);
      await client.query(`drop function if exists ${name}() cascade`);
    });
}
