import { connectDatabase } from '../../../adapters/postgres/database.ts';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { createOutbox } from '../../../adapters/postgres/outbox.ts';
import { createStockKeeper } from '../../../adapters/postgres/stock-keeper.ts';
import { migratePartners } from '../../../partners/migrate.ts';
import { fitSession, openSession } from '../../../platform/postgres-session.ts';
import { deployMigrations } from '../../../prisma/migrate.ts';
import { queryDatabase } from '../../../deploy/local/scripting/query-database.ts';
import { foreignDatabase, type ForeignDatabase, type ForeignSettings } from '../../support/foreign-database.ts';
import { cause, order } from '../../support/orders.ts';

const server = () => process.env.TEST_POSTGRES_URL ?? '';
const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
});

async function given(settings: ForeignSettings): Promise<ForeignDatabase> {
  const database = await foreignDatabase(server(), settings);
  undos.push(() => database.drop());
  return database;
}

/** The suite runs on a database where all of these are set at once. */
const ALONE: readonly (ForeignSettings & { of: string })[] = [
  { of: 'tells the time of New York', settings: { timezone: "'America/New_York'" } },
  { of: 'writes days before months', settings: { datestyle: "'SQL, DMY'" } },
  { of: 'runs every transaction serializable', settings: { default_transaction_isolation: 'serializable' } },
  { of: 'looks names up elsewhere', settings: { search_path: 'elsewhere' } },
  { of: 'gives its role one schema', schema: 'shop' },
  { of: 'has a schema whose name has to be quoted', schema: 'Shop 1' },
];

describe('a database that', () => {
  it.each(ALONE)('$of keeps orders as they are, and takes many at once', async (settings) => {
    const { url } = await given(settings);
    await deployMigrations(url);
    await migratePartners(url);
    const session = await fitSession(url);
    const db = connectDatabase({ session, poolSize: 8, name: 'test' });
    undos.push(() => db.close());
    const at = new Date('2026-07-03T12:00:00.000Z');
    const orders = createOrderStore({ db, now: () => at });
    const stock = createStockKeeper(db);
    const expiresAt = '2026-07-03T12:15:00.000Z';
    await queryDatabase(url, `insert into stock (sku, on_hand) values ('SKU-1', 1000)`);

    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const { id, request } = order();
        const { items } = await orders.create({ id, request, fingerprint: null }, cause);
        const lines = items.map(({ lineId, quantity }) => ({ lineId, quantity, sku: 'SKU-1' }));
        expect(await stock.reserve({ orderId: id, step: 'reserve', lines, expiresAt })).toEqual({ outcome: 'reserved', expiresAt });
        return id;
      }),
    );
    const reader = createOrderReader(db);
    expect((await reader.find(ids[0] ?? ''))?.createdAt).toBe(at.toISOString());
    expect(
      await reader.list({ tenant: '', createdAfter: '2026-07-03T11:59:59.999Z', createdBefore: '2026-07-03T12:00:00.001Z', limit: 100 }),
    ).toHaveLength(20);
    expect((await createOutbox(db).next({ sent: [], at, limit: 1, refusedSince: at }))[0]?.at).toEqual(at);
    const where = session.schema;
    expect(
      await queryDatabase(url, `select count(*)::int as n from pg_tables where schemaname = $1 and tablename = 'orders'`, [where]),
    ).toEqual([{ n: 1 }]);
  });
});

describe('at the start', () => {
  it('a database in another encoding than UTF-8 is refused by name', async () => {
    const admin = await openSession(server());
    undos.push(() => admin.end());
    await admin.query(`create database test_latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`);
    undos.push(() => admin.query('drop database test_latin with (force)'));
    const url = Object.assign(new URL(server()), { pathname: '/test_latin' }).href;
    await expect(fitSession(url)).rejects.toThrow('the database test_latin is encoded in LATIN1: create it with encoding UTF8');
  });

  it('a schema that the role may not use is refused by name', async () => {
    const { url } = await given({ schema: 'shop' });
    const locked = new URL(url);
    locked.searchParams.set('schema', 'elsewhere');
    await expect(fitSession(locked.href)).rejects.toThrow(`${locked.username} may not use the schema elsewhere: grant usage`);
  });

  it('a database that is away is no fault of its settings', async () => {
    await expect(fitSession('postgresql://a:b@127.0.0.1:1/x?schema=shop')).resolves.toMatchObject({ schema: 'shop', pooled: false });
  });

  it('options of the address stay, and ours go before them where both speak', async () => {
    const url = `${server()}?options=${encodeURIComponent('-c work_mem=8MB -c timezone=Asia/Tokyo')}`;
    const settings = `select current_setting('work_mem') as memory, current_setting('timezone') as zone`;
    expect(await queryDatabase(url, settings)).toEqual([{ memory: '8MB', zone: 'UTC' }]);
  });
});
