import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { END_STATUSES } from '../../../domain/order-status.ts';
import { deployMigrations, migrationDiff } from '../../../prisma/migrate.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';

const FOLDER = path.join(import.meta.dirname, '../../../prisma/migrations');
const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
});

/** A database as it was before a migration. */
async function databaseBefore(name: string): Promise<FreshDatabase> {
  const migrationsDir = await mkdtemp(path.join(os.tmpdir(), 'migrations-before-'));
  undos.push(() => rm(migrationsDir, { recursive: true }));
  const earlier = (await readdir(FOLDER)).filter((entry) => !/^\d/.test(entry) || entry < name);
  for (const entry of earlier) await cp(path.join(FOLDER, entry), path.join(migrationsDir, entry), { recursive: true });
  const database = await freshDatabase(1, { migrationsDir });
  undos.push(() => database.drop());
  return database;
}

describe('the migrations', () => {
  it('lead to the schema', async () => {
    const database = await freshDatabase(1);
    undos.push(() => database.drop());
    expect(await migrationDiff(database.url)).toBe('');
  });

  it('index orders that are open by the statuses that the domain calls an end', async () => {
    const database = await freshDatabase(1);
    undos.push(() => database.drop());
    const [index] = await database.query<{ indexdef: string }>(`select indexdef from pg_indexes where indexname = 'orders_open_idx'`);
    expect([...(index?.indexdef ?? '').matchAll(/'(\w+)'::/g)].map(([, status]) => status)).toEqual(END_STATUSES);
    expect(index?.indexdef).toContain('<> ALL');
  });

  it('give the orders that are there the terms that they would have been written with', async () => {
    const database = await databaseBefore('20261129210000_order_terms');
    await database.query(`
      insert into orders (id, order_number, customer_id, currency, total_cents, status, items, shipments, metadata, payment_status,
        authorised_cents, captured_cents, refunded_cents, written_off_cents, payment_token, version, created_at, updated_at)
      values ('there', 'N-1', 'c', 'USD', 0, 'CREATED', '[{"sku":"A"},{"sku":"A"}]', '[]', '{"cart":"c-1"}', 'not_required', 0, 0, 0, 0, 't', 1, now(), now())`);
    await deployMigrations(database.url);
    const termsOf = async (id: string) =>
      (await database.query<{ term: string }>(`select term from order_terms where order_id = $1 order by term`, [id])).map(
        ({ term }) => term,
      );
    const terms = await termsOf('there');
    expect(terms).toHaveLength(3);
    await database.query(`create temporary table copies as select * from orders`);
    await database.query(`update copies set id = 'written'`);
    await database.query(`insert into orders select * from copies`);
    expect(await termsOf('written')).toEqual(terms);
  });

  it('make a reservation of a SKU one a line, and change nothing of what is reserved', async () => {
    const database = await databaseBefore('20261128020000_reservation_rows');
    const lines = [
      { lineId: 'line_1', sku: 'A', quantity: 2, priceCents: 1 },
      { lineId: 'line_2', sku: 'B', quantity: 1, priceCents: 1 },
      { lineId: 'line_3', sku: 'A', quantity: 3, priceCents: 1 },
    ];
    for (const id of ['held', 'gone', 'back', 'odd']) {
      await database.query(
        `insert into orders (id, order_number, customer_id, currency, total_cents, status, items, shipments, payment_status, authorised_cents,
           captured_cents, refunded_cents, written_off_cents, payment_token, version, created_at, updated_at)
         values ($1, $1, 'c', 'USD', 0, 'CREATED', $2, '[]', 'not_required', 0, 0, 0, 0, 't', 1, now(), now())`,
        [id, JSON.stringify(lines)],
      );
    }
    await database.query(`
      insert into reservations (order_id, sku, quantity, state, expires_at) values
        ('held', 'A', 5, 'reserved', '2030-01-01'), ('held', 'B', 1, 'reserved', '2030-01-01'),
        ('gone', 'A', 5, 'shipped', '2030-01-01'), ('back', 'B', 1, 'released', null),
        ('odd', 'A', 4, 'reserved', '2030-01-01'), ('lost', 'B', 7, 'reserved', '2030-01-01')`);
    await deployMigrations(database.url);
    const rows = await database.query<{ row: string }>(`
      select concat_ws(' ', id, order_id, line_id, sku, quantity, reserved, released, shipped, closed, to_char(expires_at, 'YYYY'), array_to_string(steps, ',')) as row
      from reservations order by id`);
    expect(rows.map(({ row }) => row.trimEnd())).toEqual([
      'res_back_line_2 back line_2 B 1 0 1 0 t',
      'res_gone_line_1 gone line_1 A 2 0 0 2 f 2030 created',
      'res_gone_line_3 gone line_3 A 3 0 0 3 f 2030 created',
      'res_held_line_1 held line_1 A 2 2 0 0 f 2030 created',
      'res_held_line_2 held line_2 B 1 1 0 0 f 2030 created',
      'res_held_line_3 held line_3 A 3 3 0 0 f 2030 created',
      'res_lost_B lost B B 7 7 0 0 f 2030 created',
      'res_odd_A odd A A 4 4 0 0 f 2030 created',
    ]);
  });
});
