import fc from 'fast-check';
import { createOrderReader } from '../../../adapters/postgres/order-reader.ts';
import { insertOrFindOrder } from '../../../adapters/postgres/order-statements.ts';
import { createOrderStore } from '../../../adapters/postgres/order-store.ts';
import { ForbiddenChangeError } from '../../../domain/order-change.ts';
import type { Order } from '../../../domain/order.ts';
import type { OrderReader } from '../../../domain/ports/order-reader.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import { freshDatabase, type FreshDatabase } from '../../support/fresh-database.ts';
import { anyChange, anyRequest } from '../../support/order-changes.ts';
import { cause, order } from '../../support/orders.ts';
import { wholeOrder } from '../../support/whole-order.ts';

let database: FreshDatabase;
let reader: OrderReader;
beforeAll(async () => {
  database = await freshDatabase();
  reader = createOrderReader(database.db);
});
afterAll(() => database.drop());

const newStore = (): OrderStore => createOrderStore({ db: database.db, now: () => new Date() });

/** The order in each way in which it can be read: the row's are compared with what its newest event tells. */
async function readings(id: string): Promise<{ told: Order | undefined; rows: unknown[] }> {
  const found = await reader.find(id);
  const listed = await reader.list({ tenant: found?.tenant ?? '', customerId: found?.customerId ?? '', limit: 100 });
  const rows = [found, listed.find((one) => one.id === id), await newStore().get(id)];
  return { told: (await reader.events(id, { from: 1, limit: 1000 })).events.at(-1)?.order, rows };
}

describe("an order's row", () => {
  it('is what its newest event tells, whatever changed it', async () => {
    let changes = 0;
    await fc.assert(
      fc.asyncProperty(anyRequest, fc.array(anyChange, { minLength: 4, maxLength: 12 }), async (request, tried) => {
        const orders = newStore();
        const { id } = order();
        await orders.create({ id, request, fingerprint: null }, cause);
        for (const [step, change] of tried.entries()) {
          try {
            await orders.change(id, `step:${step}`, cause, change);
            changes += 1;
          } catch (error) {
            if (!(error instanceof ForbiddenChangeError)) throw error;
          }
        }
        const { told, rows } = await readings(id);
        expect(rows).toStrictEqual([told, told, told]);
      }),
      { numRuns: 100 },
    );
    expect(changes).toBeGreaterThan(100);
  });

  it('holds every member that an order can have, from its first insert on', async () => {
    const whole = wholeOrder();
    const event = { step: 'created', type: 'orders.created', cause, why: 'w' } as const;
    const { text, values } = insertOrFindOrder(whole, { paymentMethod: { token: 'tok', customer: 'cus' }, fingerprint: 'f' }, event);
    await database.db.rows(text, values);
    const { told, rows } = await readings(whole.id);
    expect(told).toStrictEqual(whole);
    expect(rows).toStrictEqual([whole, whole, whole]);
    expect(
      await database.query(
        'select payment_token, payment_customer, setup_future_usage, request_fingerprint, open_refunds from orders where id = $1',
        [whole.id],
      ),
    ).toEqual([{ payment_token: 'tok', payment_customer: 'cus', setup_future_usage: null, request_fingerprint: 'f', open_refunds: 1 }]);
  });

  it('has its members in the order in which it was made, so that a repeat is answered to the letter', async () => {
    const { id, request } = order({ metadata: { a: 'b' } });
    const created = await newStore().create({ id, request, fingerprint: null }, cause);
    expect(JSON.stringify(await newStore().get(id))).toBe(JSON.stringify(created));
  });
});
