import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { openSession } from '../platform/postgres-session.ts';

const FOLDER = path.join(import.meta.dirname, 'migrations');
/** Any number that nobody else locks: one process migrates, others wait for it. */
const LOCK = 7_217_083;

/** PostgreSQL refuses to make a schema, even one that is there, to a role that may make none. */
const MAKE_SCHEMA = `do $$ begin if to_regnamespace('partners') is null then create schema partners; end if; end $$`;

/**
 * Brings the schema `partners` to what this version needs. Safe to repeat, and for several at once; one transaction, so that a
 * failure leaves nothing behind. @returns what was applied
 */
export async function migratePartners(databaseUrl: string): Promise<string[]> {
  const client = await openSession(databaseUrl);
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`${MAKE_SCHEMA};
      create table if not exists partners.migrations (name text primary key, applied_at timestamptz(3) not null default current_timestamp)`);
    const { rows } = await client.query<{ name: string }>('select name from partners.migrations');
    const known = new Set(rows.map(({ name }) => name));
    const open = (await readdir(FOLDER)).filter((name) => !known.has(name)).toSorted();
    for (const name of open) await apply(client, name);
    await client.query('commit');
    return open;
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, name: string): Promise<void> {
  const sql = await readFile(path.join(FOLDER, name), 'utf8');
  try {
    await client.query(sql);
    await client.query('insert into partners.migrations (name) values ($1)', [name]);
  } catch (error) {
    throw new Error(`the partners' migration ${name} failed`, { cause: error });
  }
}
