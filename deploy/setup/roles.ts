import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '../../platform/config.ts';
import { openSession } from '../../platform/postgres-session.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const ROLES = path.join(root, 'prisma/roles/roles.sql');
const GRANTS = path.join(root, 'prisma/roles/grants.sql');
const PARTNERS_GRANTS = path.join(root, 'partners/grants.sql');

/** The group role of each process, and of who looks whether everything holds. */
export const ROLE_OF = {
  api: 'orders_api',
  worker: 'orders_worker',
  relay: 'orders_relay',
  webhooks: 'orders_webhooks',
  partners: 'orders_partners',
  auditor: 'orders_auditor',
} as const;
export type RoleUser = keyof typeof ROLE_OF;

type Given = Pick<Config, 'database' | 'partners'>;

/** Makes the group roles that are missing; with a login for each that has a password. The address's role has to be one that makes roles. */
export async function makeRoles(databaseUrl: string, passwords: Partial<Record<RoleUser, string>> = {}): Promise<void> {
  await inTransaction(databaseUrl, async (client) => {
    await client.query(await readFile(ROLES, 'utf8'));
    for (const [user, password] of Object.entries(passwords)) await client.query(makeLogin(user as RoleUser, password));
  });
}

/** Called as its process is; the password is set anew each time. */
function makeLogin(user: RoleUser, password: string): string {
  const [login, secret] = [pg.escapeIdentifier(user), pg.escapeLiteral(password)];
  return `do $$ begin if to_regrole('${user}') is null then create role ${login} login; end if; end $$;
    alter role ${login} password ${secret};
    grant ${ROLE_OF[user]} to ${login}`;
}

/**
 * Gives each role what its process needs of the tables as they are now, and takes everything else. @returns whether there are such roles:
 * without them all processes log in as the tables' owner
 */
export async function grantRoles({ database, partners }: Given): Promise<boolean> {
  if (!(await grant(database.url, GRANTS))) return false;
  return grant(partners.databaseUrl, PARTNERS_GRANTS);
}

async function grant(databaseUrl: string, file: string): Promise<boolean> {
  const wanted = Object.values(ROLE_OF);
  return inTransaction(databaseUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_roles where rolname = any($1)', [wanted]);
    if (rowCount === wanted.length) await client.query(await readFile(file, 'utf8'));
    return rowCount === wanted.length;
  });
}

async function inTransaction<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openSession(databaseUrl);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
}
