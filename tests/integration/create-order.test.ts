import { randomUUID } from 'node:crypto';
import { orderActivities } from '../../activities/order.ts';
import { createInventory } from '../../adapters/postgres/inventory.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import { linesOf } from '../../domain/order.ts';
import type { Inventory, StockKeeper } from '../../domain/ports.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause, order } from '../support/orders.ts';

let database: FreshDatabase;
let inventory: Inventory;
let stock: StockKeeper;
let act: ReturnType<typeof orderActivities>;
beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  const now = () => new Date();
  inventory = createInventory(db);
  stock = createStockKeeper(db);
  const orders = createOrderStore({ db, now, onStatusChange: () => undefined });
  act = orderActivities({ orders, stock, now, reservationMs: 900_000, patienceMs: 600_000, queues: {} });
});
afterAll(() => database.drop());

const someOf = (sku: string) => order({ items: [{ sku, quantity: 3, priceCents: 100 }] });
const skuWith = async (onHand: number) => (await inventory.setOnHand(`sku-${randomUUID()}`, onHand)).sku;

describe('the step that creates an order', () => {
  it('writes the row and reserves the stock once, however many take it at the same instant', async () => {
    const sku = await skuWith(10);
    const made = someOf(sku);
    const answers = await Promise.all(Array.from({ length: 10 }, () => act.createOrder({ ...made, cause })));
    expect(new Set(answers.map(({ status, version, stock: reserved }) => `${status} ${version} ${reserved?.outcome}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 'CREATED', version: 1, stock: { outcome: 'reserved' } });
    expect(await inventory.find(sku)).toMatchObject({ reserved: 3 });
  });

  it('reserves nothing more for an order that came to its end, though there is stock by now', async () => {
    const sku = await skuWith(1);
    const made = someOf(sku);
    expect(await act.createOrder({ ...made, cause })).toMatchObject({ stock: { outcome: 'short' } });
    await stock.close({ orderId: made.id, lines: linesOf(made.request.items) });
    await act.rejectOrder({ orderId: made.id, cause, reason: { code: 'out_of_stock', text: 'Not enough.' } });
    await inventory.setOnHand(sku, 10);
    const again = await act.createOrder({ ...made, cause });
    expect(again).toMatchObject({ status: 'REJECTED', version: 2 });
    expect(again.stock).toBeUndefined();
    expect(await inventory.find(sku)).toMatchObject({ reserved: 0 });
  });
});
