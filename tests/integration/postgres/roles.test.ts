import type pg from 'pg';
import { ORDER_COLUMNS, type OrderColumn } from '../../../adapters/postgres/order-columns.ts';
import { grantRoles, makeRoles, ROLE_OF } from '../../../deploy/setup/roles.ts';
import { loadConfig } from '../../../platform/config.ts';
import { openSession } from '../../../platform/postgres-session.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';

/**
 * Who may do what, as it is meant: s(elect), i(nsert), u(pdate), d(elete), a capital for some columns alone, which are listed below.
 * The columns are those of the roles.
 */
const MATRIX = `
                       api    worker  relay  webhooks  partners  auditor
orders                 s i U  s i U   S      S         -         s
order_terms            s i    s i d   -      -         -         s
order_events           s i    s i     s      s         -         s
outbox                 s i    s i     s U d  -         -         s
call_counts            s i u d  -     -      -         -         -
idempotent_outcomes    s i    -       -      -         -         s
webhook_endpoints      s i u  -       -      s U d     -         S
webhook_deliveries     s i u  -       -      s i u d   -         s
webhook_outcomes       s i    -       -      -         -         -
order_keys             s i    s i     -      s i       -         -
stock                  s i u  s i u   -      -         -         s
reservations           s U    s i u   -      -         -         s
_prisma_migrations     s      s       s      s         s         s
partners.payments      -      -       -      -         s i u     s
partners.refunds       -      -       -      -         s i u     -
partners.shipments     -      -       -      -         s i u     -
partners.migrations    -      -       -      -         -         -
`;

const SOME_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'api update orders': writtenAgain(),
  'worker update orders': writtenAgain(),
  'relay select orders': ['attention', 'backorder_until', 'hand_over_after', 'holds', 'payment_status', 'status', 'updated_at'],
  'webhooks select orders': ['id', 'tenant'],
  'relay update outbox': ['refused_at', 'sent_at'],
  'webhooks update webhook_endpoints': ['disabled_at', 'disabled_reason', 'status', 'updated_at', 'version'],
  'auditor select webhook_endpoints': [
    'created_at',
    'disabled_at',
    'disabled_reason',
    'event_types',
    'id',
    'status',
    'tenant',
    'updated_at',
    'url',
    'version',
  ],
  'api update reservations': ['released', 'reserved', 'shipped', 'untold', 'waiting'],
};

function writtenAgain(): string[] {
  return Object.values<OrderColumn>(ORDER_COLUMNS)
    .flatMap(({ name, isWrittenOnce }) => (isWrittenOnce ? [] : [name]))
    .toSorted();
}

const USERS = ['api', 'worker', 'relay', 'webhooks', 'partners', 'auditor'] as const;
const VERBS = { s: 'select', i: 'insert', u: 'update', d: 'delete' } as const;
type Verb = (typeof VERBS)[keyof typeof VERBS];

/** Each right as one line, `api select orders`, with the columns behind it where it is not all. */
function meant(): string[] {
  const lines = MATRIX.trim().split('\n').slice(1);
  return lines.flatMap((line) => {
    const [table = '', ...cells] = line.split(/\s{2,}/);
    return cells.flatMap((cell, index) =>
      (cell.match(/[a-z]/gi) ?? []).map((letter) => {
        const right = `${USERS[index]} ${VERBS[letter.toLowerCase() as keyof typeof VERBS]} ${table}`;
        return letter === letter.toUpperCase() ? `${right} (${SOME_COLUMNS[right]?.join(', ')})` : right;
      }),
    );
  });
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const TABLES = `
  select case c.table_schema when 'partners' then 'partners.' else '' end || c.table_name as name, array_agg(c.column_name::text) as columns
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema in (current_schema(), 'partners') group by 1 order by 1`;

let database: FreshDatabase;
let tables: readonly Table[];
beforeAll(async () => {
  database = await freshDatabase(1);
  await makeRoles(process.env.TEST_POSTGRES_URL ?? '');
  await grantRoles(loadConfig({ DATABASE_URL: database.url }));
  tables = await database.query<{ name: string; columns: string[] }>(TABLES);
});
afterAll(() => database.drop());

/** One session that the server's superuser lends to each role. */
async function as<T>(user: keyof typeof ROLE_OF, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = new URL(database.url);
  const { username, password } = new URL(process.env.TEST_POSTGRES_URL ?? '');
  const client = await openSession(Object.assign(url, { username, password }).href);
  try {
    await client.query(`set role ${ROLE_OF[user]}`);
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A right is asked for before a row is looked at; what is done all the same is rolled back. */
function statementOf(verb: Verb, table: string, columns: readonly string[]): string {
  const names = columns.map((column) => `"${column}"`);
  switch (verb) {
    case 'select':
      return `select ${names.join(', ')} from ${table} limit 0`;
    case 'insert':
      return `insert into ${table} (${names.join(', ')}) select ${names.map(() => 'null').join(', ')} where false`;
    case 'update':
      return `update ${table} set ${names.map((name) => `${name} = default`).join(', ')}`;
    case 'delete':
      return `delete from ${table}`;
  }
}

async function isAllowed(client: pg.Client, statement: string): Promise<boolean> {
  await client.query('begin');
  try {
    await client.query(statement);
    return true;
  } catch (error) {
    const { code } = error as pg.DatabaseError;
    if (code === '42501') return false;
    throw error;
  } finally {
    await client.query('rollback');
  }
}

/** What the role is let do when it tries: with every column, then with each. */
async function triedBy(user: (typeof USERS)[number], verb: Verb): Promise<string[]> {
  return as(user, async (client) => {
    const rights: string[] = [];
    for (const { name, columns } of tables) {
      if (await isAllowed(client, statementOf(verb, name, columns))) rights.push(`${user} ${verb} ${name}`);
      else if (verb !== 'delete') {
        const some: string[] = [];
        for (const column of columns) if (await isAllowed(client, statementOf(verb, name, [column]))) some.push(column);
        if (some.length > 0) rights.push(`${user} ${verb} ${name} (${some.toSorted().join(', ')})`);
      }
    }
    return rights;
  });
}

describe('the role of a process', () => {
  it('may do with each table and column what is written, and is refused everything else when it tries', async () => {
    const tried = await Promise.all(USERS.flatMap((user) => Object.values(VERBS).map((verb) => triedBy(user, verb))));
    expect(tried.flat().toSorted()).toEqual(meant().toSorted());
  });

  it.each([
    ['truncate orders'],
    ['alter table orders add column mine text'],
    ['drop table outbox'],
    ['create table mine (id int)'],
    ['create schema mine'],
    ['create role mine'],
    ["select pg_read_file('/etc/passwd')"],
    ["copy orders to program 'cat'"],
  ])('may not %s', async (statement) => {
    for (const user of USERS) {
      const refused = as(user, (client) => client.query(statement));
      await expect(refused).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('logs nobody in, and is no member of another', async () => {
    const roles = await database.query(
      `select rolname, rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as can,
         exists (select from pg_auth_members where member = r.oid) as "isMember"
       from pg_roles r where rolname like 'orders\\_%' order by 1`,
    );
    expect(roles).toEqual(
      Object.values(ROLE_OF)
        .toSorted()
        .map((rolname) => ({ rolname, can: false, isMember: false })),
    );
  });

  it('is given back what somebody took, and loses what somebody gave, at the next set-up', async () => {
    await database.query('revoke select on outbox from orders_relay; grant delete on orders to orders_api');
    expect(await triedBy('relay', 'select')).not.toContain('relay select outbox');
    expect(await grantRoles(loadConfig({ DATABASE_URL: database.url }))).toBe(true);
    expect(await triedBy('relay', 'select')).toContain('relay select outbox');
    expect(await triedBy('api', 'delete')).toEqual(['api delete call_counts']);
  });
});
