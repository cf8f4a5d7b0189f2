import { randomUUID } from 'node:crypto';
import { createInventory } from '../../../adapters/postgres/inventory.ts';
import { createStockKeeper } from '../../../adapters/postgres/stock-keeper.ts';
import type { Inventory, StockKeeper } from '../../../domain/ports.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';

let database: FreshDatabase;
let stock: StockKeeper;
let inventory: Inventory;
beforeAll(async () => {
  database = await freshDatabase();
  stock = createStockKeeper(database.db);
  inventory = createInventory(database.db);
});
afterAll(() => database.drop());

const later = new Date(Date.now() + 900_000).toISOString();
const sku = async (onHand: number) => (await inventory.setOnHand(`sku-${randomUUID()}`, onHand)).sku;
const reserve = (id: string, ...items: [string, number][]) =>
  stock.reserve(
    id,
    items.map(([name, quantity]) => ({ sku: name, quantity })),
    later,
  );

describe('a stock keeper', () => {
  it('never sells more than there is to callers at the same instant', async () => {
    const hot = await sku(20);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => reserve(randomUUID(), [hot, 1])));
    expect(outcomes.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(20);
    expect(await inventory.find(hot)).toEqual({ sku: hot, onHand: 20, reserved: 20, available: 0 });
  });

  it('reserves all lines or none, and says which are short', async () => {
    const [plenty, scarce] = [await sku(10), await sku(1)];
    const outcome = await reserve(randomUUID(), [plenty, 5], [scarce, 1], [scarce, 1], ['unknown', 1]);
    const shortages = [
      { sku: scarce, wanted: 2, available: 1 },
      { sku: 'unknown', wanted: 1, available: 0 },
    ];
    expect(outcome.outcome).toBe('short');
    expect(outcome).toMatchObject({ shortages: expect.arrayContaining(shortages) as unknown });
    expect(await inventory.find(plenty)).toMatchObject({ reserved: 0 });
  });

  it('does not block orders that want the same goods in another order', async () => {
    const [a, b] = [await sku(1000), await sku(1000)];
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, (_, n) => (n % 2 ? reserve(randomUUID(), [a, 1], [b, 1]) : reserve(randomUUID(), [b, 1], [a, 1]))),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'reserved')).toBe(true);
    expect(await inventory.find(a)).toMatchObject({ reserved: 60 });
  });

  it('reserves once for an order, however often it is asked, and keeps the first deadline', async () => {
    const goods = await sku(10);
    const id = randomUUID();
    await Promise.all(Array.from({ length: 10 }, () => reserve(id, [goods, 3])));
    const again = await stock.reserve(id, [{ sku: goods, quantity: 3 }], new Date(Date.now() + 9_999_999).toISOString());
    expect(again).toEqual({ outcome: 'reserved', expiresAt: later });
    expect(await inventory.find(goods)).toMatchObject({ reserved: 3 });
  });

  it('gives back once, and only what was reserved', async () => {
    const goods = await sku(10);
    const id = randomUUID();
    await reserve(id, [goods, 3]);
    await Promise.all(Array.from({ length: 10 }, () => stock.release(id, [{ sku: goods, quantity: 3 }])));
    expect(await inventory.find(goods)).toMatchObject({ reserved: 0, available: 10 });
  });

  it('bars a reserve that comes after its release', async () => {
    const goods = await sku(10);
    const id = randomUUID();
    await stock.release(id, [{ sku: goods, quantity: 3 }]);
    expect(await reserve(id, [goods, 3])).toEqual({ outcome: 'released' });
    expect(await inventory.find(goods)).toMatchObject({ reserved: 0 });
  });

  it('holds nothing in the end when reserve and release race', async () => {
    const goods = await sku(1000);
    const ids = Array.from({ length: 100 }, () => randomUUID());
    await Promise.all(ids.flatMap((id) => [reserve(id, [goods, 1]), stock.release(id, [{ sku: goods, quantity: 1 }])]));
    expect(await inventory.find(goods)).toMatchObject({ onHand: 1000, reserved: 0 });
  });

  it('takes what left off hand and off the reservations, once', async () => {
    const goods = await sku(10);
    const id = randomUUID();
    await reserve(id, [goods, 3]);
    await Promise.all([stock.ship(id), stock.ship(id), stock.ship(id)]);
    await stock.release(id, [{ sku: goods, quantity: 3 }]);
    expect(await inventory.find(goods)).toEqual({ sku: goods, onHand: 7, reserved: 0, available: 7 });
  });

  it('lets the warehouse count less than is reserved without breaking a reservation', async () => {
    const goods = await sku(10);
    const id = randomUUID();
    await reserve(id, [goods, 8]);
    expect(await inventory.setOnHand(goods, 5)).toEqual({ sku: goods, onHand: 5, reserved: 8, available: 0 });
    await stock.ship(id);
    expect(await inventory.find(goods)).toEqual({ sku: goods, onHand: 0, reserved: 0, available: 0 });
  });
});
