import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { openSession } from '../../platform/postgres-session.ts';

/** How somebody else may have set up the database that we are given. */
export interface ForeignSettings {
  /** Of the database, as `alter database … set` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Of our tables. The role that we are given owns it and `partners`, and may make no other. */
  readonly schema?: string;
}

/** All at once: what holds here holds with any of them. */
export const AS_FOREIGN_AS_CAN_BE: ForeignSettings = {
  settings: {
    timezone: "'America/New_York'",
    datestyle: "'SQL, DMY'",
    intervalstyle: "'sql_standard'",
    default_transaction_isolation: "'serializable'",
    search_path: 'elsewhere, "$user"',
  },
  schema: 'shop',
};

export interface ForeignDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database at `server`, with a role of its own. */
export async function foreignDatabase(server: string, { settings = {}, schema }: ForeignSettings): Promise<ForeignDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, async (admin) => {
    await admin.query(`create role ${name} login createdb password '${name}'`);
    await admin.query(`create database ${name} ${schema === undefined ? `owner ${name}` : ''}`);
    for (const [setting, value] of Object.entries(settings)) await admin.query(`alter database ${name} set ${setting} to ${value}`);
  });
  const own = Object.assign(new URL(server), { pathname: `/${name}` });
  if (schema !== undefined) {
    const [owned, role] = [pg.escapeIdentifier(schema), name];
    const schemas = `create schema ${owned} authorization ${role}; create schema partners authorization ${role}; create schema elsewhere`;
    await administer(own.href, (admin) => admin.query(schemas));
    own.searchParams.set('schema', schema);
  }
  return {
    url: Object.assign(own, { username: name, password: name }).href,
    drop: () =>
      administer(server, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
        await admin.query(`drop role ${name}`);
      }),
  };
}

async function administer(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = await openSession(url);
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
