import { refundActivities } from '../../activities/refund.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createOrderReader } from '../../adapters/postgres/order-reader.ts';
import { MOST_SNAPSHOT_BYTES } from '../../domain/order-snapshot.ts';
import { paymentsInMemory } from '../../bench/ports-in-memory.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { invariantsWorld } from '../support/invariants-world.ts';
import { cause, order } from '../support/orders.ts';

const REFUNDS = 60;
let database: FreshDatabase;
let id: string;

beforeAll(async () => {
  database = await freshDatabase();
  const now = () => new Date();
  const orders = createOrderStore({ db: database.db, now });
  const made = order({ items: Array.from({ length: 100 }, (_, n) => ({ sku: `SKU-${n}`, quantity: 1, priceCents: 1999 })) });
  ({ id } = made);
  const { totalCents } = await orders.create(made, cause);
  await orders.change(id, 'captured', cause, ({ payment }) => ({
    event: 'orders.payment_changed',
    payment: { ...payment, status: 'captured', authorisedCents: totalCents, capturedCents: totalCents, reference: 'pay_1', attempts: 1 },
    why: 'Captured.',
  }));
  const { openRefund, sendRefund } = refundActivities({ orders, payments: { ...paymentsInMemory(), refund: async () => undefined }, now });
  for (let n = 0; n < REFUNDS; n++) {
    const step = { orderId: id, cause, refundId: `re_${n}` };
    await openRefund({ ...step, request: { amountCents: 1000, reason: 'a little back' } });
    await sendRefund(step);
  }
});
afterAll(() => database.drop());

describe('an order of a hundred lines that was refunded sixty times', () => {
  it('has all its refunds in its row, and events that stay small', async () => {
    const reader = createOrderReader(database.db);
    expect((await reader.find(id))?.refunds).toHaveLength(REFUNDS);
    const [sizes] = await database.query<{ events: number; largest: number }>(
      'select count(*)::int as events, max(octet_length(snapshot::text)) as largest from order_events',
    );
    expect(sizes?.events).toBe(2 + 2 * REFUNDS);
    expect(sizes?.largest).toBeLessThanOrEqual(MOST_SNAPSHOT_BYTES);
    const { events } = await reader.events(id, { from: 2 + 2 * REFUNDS, limit: 1 });
    expect(events[0]?.order.refunds.at(-1)).toMatchObject({ refundId: `re_${REFUNDS - 1}`, status: 'succeeded' });
    expect(events[0]?.order.payment.refundedCents).toBe(REFUNDS * 1000);
  });

  it('is sound, and its last event no longer agrees with a row that lost one of its oldest refunds', async () => {
    const told = async () => (await invariantsWorld(database).violations())['5b'];
    expect(await told()).toBeUndefined();
    await database.query(`update orders set refunds = (refunds::jsonb - 0)::json where id = $1`, [id]);
    expect(await told()).toEqual([id]);
  });
});
