import { createInventory } from '../../../adapters/postgres/inventory.ts';
import { createStockKeeper } from '../../../adapters/postgres/stock-keeper.ts';
import type { StockKeeper } from '../../../domain/ports/stock-keeper.ts';
import { describeStockKeeper } from '../../contract/stock-keeper.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';

const expiresAt = '2030-01-01T00:15:00.000Z';
let database: FreshDatabase;
let stock: StockKeeper;
beforeAll(async () => {
  database = await freshDatabase();
  stock = createStockKeeper(database.db);
});
afterAll(() => database.drop());

describeStockKeeper('PostgreSQL', () => {
  const inventoryOf = (tenant?: string) => createInventory(database.db, tenant);
  return {
    stock,
    setOnHand: (sku, onHand, tenant) => inventoryOf(tenant).setOnHand(sku, onHand),
    level: async (sku, tenant) => (await inventoryOf(tenant).find(sku)) ?? { onHand: 0, reserved: 0 },
  };
});

describe('the rows of a reservation', () => {
  it('are one a line, with what became of each unit and the steps that took effect', async () => {
    await createInventory(database.db).setOnHand('rows', 10);
    const lines = [
      { lineId: 'line_1', sku: 'rows', quantity: 4 },
      { lineId: 'line_2', sku: 'rows', quantity: 1 },
    ];
    await stock.reserve({ orderId: 'o-1', step: 'created', lines, expiresAt });
    await stock.release({ orderId: 'o-1', step: 'cancelled', lines: [{ lineId: 'line_1', quantity: 1 }] });
    await stock.ship({ orderId: 'o-1', step: 'shipped', lines: [{ lineId: 'line_1', quantity: 2 }] });
    const rows = await database.query(`
      select id, line_id, sku, quantity::int, reserved::int, released::int, shipped::int, closed, expires_at, steps
      from reservations where order_id = 'o-1' order by id`);
    const row = { sku: 'rows', closed: false, expires_at: new Date(expiresAt) };
    expect(rows).toEqual([
      {
        ...row,
        id: 'res_o-1_line_1',
        line_id: 'line_1',
        quantity: 4,
        reserved: 1,
        released: 1,
        shipped: 2,
        steps: ['created', 'cancelled', 'shipped'],
      },
      { ...row, id: 'res_o-1_line_2', line_id: 'line_2', quantity: 1, reserved: 1, released: 0, shipped: 0, steps: ['created'] },
    ]);
  });

  it('are not even touched of a SKU that nobody ever had in stock', async () => {
    const lines = [{ lineId: 'line_1', sku: 'unknown', quantity: 1 }];
    expect(await stock.reserve({ orderId: 'o-2', step: 'created', lines, expiresAt })).toEqual({
      outcome: 'short',
      shortages: [{ sku: 'unknown', wanted: 1, available: 0 }],
    });
    await stock.close({ orderId: 'o-2', lines });
    expect(await database.query(`select released::int, closed from reservations where order_id = 'o-2'`)).toEqual([
      { released: 1, closed: true },
    ]);
  });

  it('were there for whoever was told so, though a close raced with the reserve', async () => {
    await createInventory(database.db).setOnHand('raced', 1000);
    const lines = [{ lineId: 'line_1', sku: 'raced', quantity: 1 }];
    const told: string[] = [];
    const race = async (orderId: string) => {
      const [{ outcome }] = await Promise.all([
        stock.reserve({ orderId, step: 'created', lines, expiresAt }),
        stock.close({ orderId, lines }),
      ]);
      if (outcome === 'reserved') told.push(orderId);
    };
    await Promise.all(Array.from({ length: 100 }, (_, n) => race(`raced-${n}`)));
    const held = await database.query<{ order_id: string }>(
      `select order_id from reservations where sku = 'raced' and 'created' = any(steps)`,
    );
    expect(told.toSorted()).toEqual(held.map(({ order_id }) => order_id).toSorted());
  });

  it('wait for a SKU that nobody ever counted, and whoever is served is told of', async () => {
    const served: (readonly string[])[] = [];
    const onServed = (orderIds: readonly string[]) => void served.push(orderIds);
    const lines = [{ lineId: 'line_1', sku: 'never counted', quantity: 1 }];
    const order = { orderId: 'o-waits', step: 'created', lines, expiresAt, allowBackorder: true };
    expect(await stock.reserve(order)).toMatchObject({ outcome: 'waiting' });
    await createInventory(database.db, '', { onServed }).setOnHandIf('never counted', 1, () => true);
    expect(served).toEqual([['o-waits']]);
    const told = createStockKeeper(database.db, { onServed });
    expect(await told.reserve({ ...order, orderId: 'o-waits-2' })).toMatchObject({ outcome: 'waiting' });
    await told.close({ orderId: 'o-waits', lines });
    expect(served).toEqual([['o-waits'], ['o-waits-2']]);
  });

  it('are served though whoever counted the stock did not come to it', async () => {
    const lines = [{ lineId: 'line_1', sku: 'left', quantity: 1 }];
    await stock.reserve({ orderId: 'o-left', step: 'created', lines, expiresAt, allowBackorder: true });
    await database.query(`update stock set on_hand = 5 where sku = 'left'`);
    expect(await stock.serveLeftOver(100)).toContain('o-left');
    expect(await stock.claim({ orderId: 'o-left', expiresAt })).toEqual({ outcome: 'reserved', expiresAt });
  });

  it('balance in the database itself', async () => {
    await expect(database.query(`update reservations set reserved = reserved + 1 where order_id = 'o-1'`)).rejects.toThrow(
      'reservations_balance',
    );
    await expect(database.query(`update reservations set closed = true where order_id = 'o-1'`)).rejects.toThrow(
      'reservations_closed_hold_nothing',
    );
  });
});
