import { randomUUID } from 'node:crypto';
import { orderActivities } from '../../activities/order.ts';
import { stockActivities } from '../../activities/stock.ts';
import { createInventory } from '../../adapters/postgres/inventory.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../adapters/postgres/stock-keeper.ts';
import type { Inventory } from '../../domain/ports/inventory.ts';
import type { NewOrder } from '../../domain/ports/order-store.ts';
import type { StockKeeper } from '../../domain/ports/stock-keeper.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause, order } from '../support/orders.ts';

let database: FreshDatabase;
let inventory: Inventory;
let stock: StockKeeper;
let act: ReturnType<typeof orderActivities> & ReturnType<typeof stockActivities>;
beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  const now = () => new Date();
  inventory = createInventory(db);
  stock = createStockKeeper(db);
  const orders = createOrderStore({ db, now });
  act = { ...orderActivities({ orders }), ...stockActivities({ orders, stock, now, reservationMs: 900_000, backorderMs: 86_400_000 }) };
});
afterAll(() => database.drop());

const someOf = (sku: string) => order({ items: [{ sku, quantity: 3, priceCents: 100 }] });
const skuWith = async (onHand: number) => (await inventory.setOnHand(`sku-${randomUUID()}`, onHand)).sku;

/** The first two steps of an order's workflow. */
const createAndReserve = async (made: NewOrder) => {
  const created = await act.createOrder({ ...made, cause });
  return { ...created, stock: await act.reserveStock({ orderId: made.id, cause, version: created.version }) };
};

describe('the steps that create an order and reserve its stock', () => {
  it('write the row and reserve the stock once, however many take them at the same instant', async () => {
    const sku = await skuWith(10);
    const made = someOf(sku);
    const answers = await Promise.all(Array.from({ length: 10 }, () => createAndReserve(made)));
    expect(new Set(answers.map(({ status, version, stock: reserved }) => `${status} ${version} ${reserved.outcome}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 'CREATED', version: 1, stock: { outcome: 'reserved' } });
    expect(await inventory.find(sku)).toMatchObject({ reserved: 3 });
  });

  it('reserve nothing more for an order that came to its end, though there is stock by now', async () => {
    const sku = await skuWith(1);
    const made = someOf(sku);
    expect(await createAndReserve(made)).toMatchObject({ stock: { outcome: 'short' } });
    await act.releaseStock({ orderId: made.id, cause });
    await act.rejectOrder({ orderId: made.id, cause, reason: { code: 'out_of_stock', text: 'Not enough.' } });
    await inventory.setOnHand(sku, 10);
    expect(await createAndReserve(made)).toMatchObject({ status: 'REJECTED', version: 2, stock: { outcome: 'released' } });
    expect(await inventory.find(sku)).toMatchObject({ reserved: 0 });
  });
});
