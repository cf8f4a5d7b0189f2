import { randomUUID } from 'node:crypto';
import { createInventory } from '../../adapters/postgres/inventory.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import type { Inventory, StockLevel } from '../../domain/ports/inventory.ts';
import type { StockKeeper } from '../../domain/ports/stock-keeper.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';

let database: FreshDatabase;
let stock: StockKeeper;
let inventory: Inventory;
beforeAll(async () => {
  database = await freshDatabase();
  stock = createStockKeeper(database.db);
  inventory = createInventory(database.db);
});
afterAll(() => database.drop());
beforeEach(() => database.query('truncate stock, reservations'));

const MINUTE_MS = 60_000;
const lineOf = (sku: string, quantity: number) => [{ lineId: 'line_1', sku, quantity }];
const ship = (orderId: string, quantity: number) => stock.ship({ orderId, step: 'shipped', lines: lineOf('SKU-1', quantity) });
/** The age of a reservation shows in its expiry. */
async function reserve(sku: string, quantity: number, minute: number): Promise<string> {
  const id = randomUUID();
  const expiresAt = new Date(Date.now() + minute * MINUTE_MS).toISOString();
  const outcome = await stock.reserve({ orderId: id, step: 'created', lines: lineOf(sku, quantity), expiresAt });
  expect(outcome.outcome).toBe('reserved');
  return id;
}

describe('stock that is counted below what is reserved', () => {
  it('breaks no reservation: every order ships, and on hand never falls below nothing', async () => {
    await inventory.setOnHand('SKU-1', 10);
    const ids = await Promise.all([1, 2, 3, 4, 5].map((minute) => reserve('SKU-1', 2, minute)));
    expect(await inventory.setOnHand('SKU-1', 3)).toEqual({ sku: 'SKU-1', onHand: 3, reserved: 10, available: 0 });
    const levels = [];
    for (const id of ids) {
      await ship(id, 2);
      levels.push(await inventory.find('SKU-1'));
    }
    expect(levels.map((level) => [level?.onHand, level?.reserved])).toEqual([
      [1, 8],
      [0, 6],
      [0, 4],
      [0, 2],
      [0, 0],
    ]);
    expect(await database.query('select reserved::int, shipped::int from reservations')).toEqual(
      ids.map(() => ({ reserved: 0, shipped: 2 })),
    );
  });

  it('takes no new order until there is some again', async () => {
    await inventory.setOnHand('SKU-1', 5);
    const first = await reserve('SKU-1', 5, 1);
    await inventory.setOnHand('SKU-1', 2);
    const lines = lineOf('SKU-1', 1);
    const expiresAt = new Date(Date.now() + MINUTE_MS).toISOString();
    expect(await stock.reserve({ orderId: randomUUID(), step: 'created', lines, expiresAt })).toMatchObject({
      outcome: 'short',
      shortages: [{ available: 0 }],
    });
    await stock.close({ orderId: first, lines: lineOf('SKU-1', 5) });
    expect(await stock.reserve({ orderId: randomUUID(), step: 'created', lines, expiresAt })).toMatchObject({ outcome: 'reserved' });
  });
});

describe('the list of what can no longer be honoured', () => {
  it('names the youngest orders beyond what is on hand, the oldest of them first', async () => {
    await inventory.setOnHand('SKU-1', 10);
    const third = await reserve('SKU-1', 3, 3);
    await reserve('SKU-1', 3, 1);
    const fourth = await reserve('SKU-1', 1, 4);
    await reserve('SKU-1', 3, 2);
    await inventory.setOnHand('SKU-1', 6);
    expect(await inventory.listShort({ limit: 10 })).toEqual([
      { sku: 'SKU-1', onHand: 6, reserved: 10, available: 0, missing: 4, orderIds: [third, fourth] },
    ]);
  });

  it('counts what is held alone, not what was shipped or given back', async () => {
    await inventory.setOnHand('SKU-1', 6);
    const [shipped, released, held] = [await reserve('SKU-1', 2, 1), await reserve('SKU-1', 2, 2), await reserve('SKU-1', 2, 3)];
    await ship(shipped, 2);
    await stock.close({ orderId: released, lines: lineOf('SKU-1', 2) });
    await inventory.setOnHand('SKU-1', 1);
    expect(await inventory.listShort({ limit: 10 })).toMatchObject([{ missing: 1, orderIds: [held] }]);
  });

  it('has no SKU that is not short, and goes on behind the last page', async () => {
    for (const sku of ['A', 'B', 'C']) {
      await inventory.setOnHand(sku, 2);
      await reserve(sku, 2, 1);
    }
    await inventory.setOnHand('A', 1);
    await inventory.setOnHand('C', 0);
    const names = async (page: Parameters<Inventory['listShort']>[0]) => (await inventory.listShort(page)).map(({ sku }) => sku);
    expect(await names({ limit: 1 })).toEqual(['A']);
    expect(await names({ limit: 10, after: 'A' })).toEqual(['C']);
  });

  it('names at most 100 orders of a SKU', async () => {
    await inventory.setOnHand('SKU-1', 120);
    for (let orders = 0; orders < 120; orders++) await reserve('SKU-1', 1, 1);
    await inventory.setOnHand('SKU-1', 0);
    const [short] = await inventory.listShort({ limit: 1 });
    expect([short?.missing, new Set(short?.orderIds).size]).toEqual([120, 100]);
  });
});

it('lists all stock by SKU, page by page', async () => {
  for (const sku of ['B', 'A', 'C']) await inventory.setOnHand(sku, 1);
  expect(await inventory.list({ limit: 2 })).toEqual(['A', 'B'].map((sku) => ({ sku, onHand: 1, reserved: 0, available: 1 })));
  expect((await inventory.list({ limit: 2, after: 'B' })).map(({ sku }) => sku)).toEqual(['C']);
});

describe('stock that is set on a condition', () => {
  it('is set when the condition holds, and left when it does not', async () => {
    expect(await inventory.setOnHandIf('SKU-1', 5, (level) => level !== undefined)).toBeUndefined();
    expect(await inventory.find('SKU-1')).toBeUndefined();
    expect(await inventory.setOnHandIf('SKU-1', 5, (level) => level === undefined)).toMatchObject({ onHand: 5 });
    expect(await inventory.setOnHandIf('SKU-1', 6, (level) => level?.onHand === 4)).toBeUndefined();
    expect(await inventory.setOnHandIf('SKU-1', 6, (level) => level?.onHand === 5)).toMatchObject({ onHand: 6 });
  });

  it('has one winner among those who saw the same, also for a SKU that was never set', async () => {
    const race = async (counts: number[], condition: (level?: StockLevel) => boolean) =>
      (await Promise.all(counts.map((onHand) => inventory.setOnHandIf('SKU-1', onHand, condition)))).filter(Boolean);
    expect(await race([1, 2, 3, 4, 5], (level) => level === undefined)).toHaveLength(1);
    const before = await inventory.find('SKU-1');
    expect(await race([6, 7, 8, 9], (level) => level?.onHand === before?.onHand)).toHaveLength(1);
  });

  it('is left when an order took of it meanwhile', async () => {
    await inventory.setOnHand('SKU-1', 5);
    await reserve('SKU-1', 1, 1);
    expect(await inventory.setOnHandIf('SKU-1', 9, (level) => level?.reserved === 0)).toBeUndefined();
  });
});
