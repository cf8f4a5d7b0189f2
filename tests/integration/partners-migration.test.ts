import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migratePartners } from '../../partners/migrate.ts';
import { deployMigrations } from '../../prisma/migrate.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { serveTestPartners } from '../support/partners.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations');
/** As long as the partners kept their tables among the orders'. */
const BEFORE = ['20261121000000_orders', '20261121080000_refunds_and_outcomes', '20261121110000_untold_parcels'];

let folder: string;
let database: FreshDatabase;
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'partners-migration-'));
  for (const name of [...BEFORE, 'migration_lock.toml']) cpSync(path.join(MIGRATIONS, name), path.join(folder, name), { recursive: true });
  database = await freshDatabase(2, { migrationsDir: folder });
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true });
});

const tables = async () =>
  (
    await database.query<{ name: string }>(
      `select schemaname || '.' || tablename as name from pg_tables where tablename ~ 'simulated' or schemaname = 'partners' order by 1`,
    )
  ).map(({ name }) => name);
/** Every column and index, so that nobody has to know whether a table was moved or made. */
const shapeOf = ({ query }: FreshDatabase) =>
  query(
    `select table_name as of, column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') as what
       from information_schema.columns where table_schema = 'partners' and table_name <> 'migrations'
     union select tablename, regexp_replace(indexdef, '"', '', 'g') from pg_indexes where schemaname = 'partners' and tablename <> 'migrations' order by 1, 2`,
  );
const THEIRS = ['partners.migrations', 'partners.payments', 'partners.refunds', 'partners.shipments'];

describe('the tables of the simulated partners', () => {
  it('move to a schema of their own with all that was written in them', async () => {
    await database.query(`
      insert into simulated_payments (reference, order_id, token, currency, amount_cents, authorised_cents, captured_cents, refunded_cents, status)
        values ('pay_o_1', 'o', 'tok_ok', 'USD', 1999, 1999, 1999, 500, 'captured');
      insert into simulated_refunds (refund_id, reference, amount_cents, status) values ('re_1', 'pay_o_1', 500, 'succeeded');
      insert into simulated_shipments (reference, order_id, tracking_number, pick_up_at, deliver_at)
        values ('ship_o_1', 'o', 'SIM-1', now() - interval '2 minutes', now() - interval '1 minute')`);
    await deployMigrations(database.url);
    expect(await migratePartners(database.url)).toEqual(['001-tables.sql', '002-captures.sql']);
    expect(await tables()).toEqual(THEIRS);
    const made = await freshDatabase(1);
    expect(await shapeOf(database)).toEqual(await shapeOf(made));
    await made.drop();

    const partners = await serveTestPartners(database.url);
    expect(await partners.payments.find('pay_o_1')).toMatchObject({ status: 'captured', refundedCents: 500 });
    await partners.payments.refund({ reference: 'pay_o_1', refundId: 're_1', amountCents: 500 });
    expect(await partners.payments.find('pay_o_1')).toMatchObject({ refundedCents: 500 });
    expect(await partners.carrier.find('ship_o_1')).toEqual({ trackingNumber: 'SIM-1', status: 'delivered' });
    await partners.close();
  });

  it('are made there, and the old ones dropped, where nothing was written', async () => {
    await deployMigrations(database.url);
    expect(await tables()).toEqual([]);
    const applied = await Promise.all([migratePartners(database.url), migratePartners(database.url)]);
    expect(applied.flat()).toEqual(['001-tables.sql', '002-captures.sql']);
    expect(await migratePartners(database.url)).toEqual([]);
    expect(await tables()).toEqual(THEIRS);
  });
});
