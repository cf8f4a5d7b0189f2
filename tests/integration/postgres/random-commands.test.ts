import { createInventory } from '../../../adapters/postgres/inventory.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../../../adapters/postgres/stock-keeper.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { expectModelToAgree } from '../../support/random-orders.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

// oxlint-disable-next-line jest/expect-expect -- the model expects after each command
it('orders and stock in PostgreSQL agree with the model that those in memory agree with', async () => {
  const { db } = database;
  const { setOnHand, find: level } = createInventory(db);
  const orders = createOrderStore({ db, now: () => new Date() });
  await expectModelToAgree(8, { orders, stock: createStockKeeper(db), setOnHand, level });
});
