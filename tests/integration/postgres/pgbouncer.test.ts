import { createLeaderLock } from '../../../adapters/postgres/leader-lock.ts';
import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { migratePartners } from '../../../partners/migrate.ts';
import { eventually } from '../../../platform/poll.ts';
import { fitSession, postgresSession } from '../../../platform/postgres-session.ts';
import { deployMigrations } from '../../../prisma/migrate.ts';
import { foreignDatabase, type ForeignDatabase } from '../../support/foreign-database.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { queryDatabase } from '../../../deploy/local/scripting/query-database.ts';
import { cause, order } from '../../support/orders.ts';
import { findDebianProgram, type FoundProgram } from '../../support/debian-program.ts';
import { PGBOUNCER, type Pgbouncer, startPgbouncer } from '../../support/pgbouncer.ts';

const pgbouncer = await findDebianProgram(PGBOUNCER);
const found = (): FoundProgram => {
  if (!pgbouncer) throw new Error('without PgBouncer its tests are skipped');
  return pgbouncer;
};
const describeWithPgbouncer = pgbouncer ? describe : describe.skip;

const HOLDERS = `select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;

describeWithPgbouncer('behind PgBouncer in transaction mode', () => {
  let database: ForeignDatabase;
  let pooler: Pgbouncer;
  let url: string;
  beforeAll(async () => {
    database = await foreignDatabase(process.env.TEST_POSTGRES_URL ?? '', { settings: { timezone: "'America/New_York'" } });
    pooler = await startPgbouncer(found(), database.url);
    url = `${pooler.url}?pgbouncer=true`;
  });
  afterAll(async () => {
    await pooler.close();
    await database.drop();
  });

  it('migrates, several at once, and leaves no lock to whoever gets the connection next', async () => {
    const applied = await Promise.all([deployMigrations(url), deployMigrations(url), deployMigrations(database.url)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    await Promise.all([migratePartners(url), migratePartners(url)]);
    expect(await queryDatabase(database.url, HOLDERS)).toEqual([{ n: 0 }]);
  });

  it('takes many orders at once, and tells their instants as they are', async () => {
    await deployMigrations(url);
    const db = connectDatabase({ session: await fitSession(url), poolSize: 20, name: 'test' });
    const at = new Date('2026-07-01T12:00:00.000Z');
    const orders = createOrderStore({ db, now: () => at });
    const reader = createOrderReader(db);
    const submit = async () => {
      const { id, request } = order();
      await orders.create({ id, request, fingerprint: null }, cause);
      return reader.find(id);
    };
    const made = await Promise.all(Array.from({ length: 60 }, submit));
    expect(new Set(made.map((found) => found?.createdAt))).toEqual(new Set([at.toISOString()]));
    await db.close();
  });

  it('has one leader, and another once that is gone', async () => {
    const [first, second] = [createLeaderLock(postgresSession(url)), createLeaderLock(postgresSession(url))];
    expect([await first.held(), await second.held(), await first.held(), await second.held()]).toEqual([true, false, true, false]);
    await first.release();
    expect(await eventually(() => second.held(), Boolean)).toBe(true);
    await second.release();
  });

  it('has another leader once the one that leads says nothing any more', async () => {
    const silent = createLeaderLock(postgresSession(url), { leaseMs: 500, renewEveryMs: 600_000 });
    const next = createLeaderLock(postgresSession(url));
    expect([await silent.held(), await next.held()]).toEqual([true, false]);
    expect(await eventually(() => next.held(), Boolean)).toBe(true);
    expect(await silent.held()).toBe(false);
    await next.release();
  });

  it('is refused at the start without the setting, with what to set', async () => {
    await expect(fitSession(pooler.url)).rejects.toThrow('add pgbouncer=true to the query of DATABASE_URL');
  });

  it('is refused without the setting where the pooler drops what it does not know', async () => {
    const silent = await startPgbouncer(found(), database.url, ['ignore_startup_parameters = options, statement_timeout']);
    await expect(fitSession(silent.url)).rejects.toThrow('add pgbouncer=true to the query of DATABASE_URL');
    await silent.close();
  });
});

describeWithPgbouncer('what a pooler does not let a session set', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase(1);
  });
  afterAll(() => database.drop());

  /** Its connections have the settings of when they were made. */
  const throughNewPooler = async () => {
    const pooler = await startPgbouncer(found(), database.url);
    try {
      return await fitSession(`${pooler.url}&pgbouncer=true`);
    } finally {
      await pooler.close();
    }
  };

  it('is refused at the start, with the statement that sets it for the role', async () => {
    const { username: role } = new URL(database.url);
    for (const setting of [`default_transaction_isolation = 'read committed'`, 'search_path = "shop"']) {
      const alter = `alter role "${role}" in database "${role}" set ${setting}`;
      await expect(throughNewPooler()).rejects.toThrow(alter);
      await database.query(alter);
    }
    await expect(throughNewPooler()).resolves.toMatchObject({ schema: 'shop', pooled: true });
  });
});
