import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';

const FOLDER = path.join(import.meta.dirname, 'migrations');
/** Any number that nobody else locks: one process migrates, others wait for it. */
const LOCK = 7_217_083;

/** Brings the schema `partners` to what this version needs. Safe to repeat, and for several at once. @returns what was applied */
export async function migratePartners(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`create schema if not exists partners;
      create table if not exists partners.migrations (name text primary key, applied_at timestamptz(3) not null default current_timestamp)`);
    const { rows } = await client.query<{ name: string }>('select name from partners.migrations');
    const known = new Set(rows.map(({ name }) => name));
    const open = (await readdir(FOLDER)).filter((name) => !known.has(name)).toSorted();
    for (const name of open) await apply(client, name);
    return open;
  } finally {
    await client.end();
  }
}

/** A migration that fails leaves nothing behind. */
async function apply(client: pg.Client, name: string): Promise<void> {
  const sql = await readFile(path.join(FOLDER, name), 'utf8');
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into partners.migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`the partners' migration ${name} failed`, { cause: error });
  }
}
