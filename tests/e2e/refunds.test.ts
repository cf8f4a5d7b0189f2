import { randomUUID } from 'node:crypto';
import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Order } from '../../domain/order.ts';
import { viewOf } from '../../domain/order-view.ts';
import { call, eventsOf, get, newSku, orderFor, setting, submit, untilEnd, untilStatus } from '../support/api-client.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from '../support/system-database.ts';

const reason = 'arrived scratched';

/** Two units at 10.00 and one at 0.01, delivered and paid for. */
async function completed(over: Record<string, unknown> = {}): Promise<Order> {
  const sku = await newSku(10);
  const items = [
    { sku, quantity: 2, priceCents: 1000 },
    { sku, quantity: 1, priceCents: 1 },
  ];
  const { body } = await submit(orderFor(sku, { items, ...over }));
  const done = await untilEnd(body.id);
  expect(done.status).toBe('COMPLETED');
  return done;
}

const refund = (id: string, ask: object, key: string = randomUUID()) =>
  call('POST', `/orders/${id}/refunds`, { reason, ...ask }, { 'idempotency-key': key });

async function providerRefunded(id: string): Promise<number> {
  const rows = await queryDatabase<{ cents: string }>('select sum(refunded_cents) as cents from partners.payments where order_id = $1', [
    id,
  ]);
  return Number(rows[0]?.cents);
}

describe('a refund of a completed order', () => {
  it('tells who, why, and what was altered, in the events and in the stream', async () => {
    const { id, version } = await completed();
    const { body } = await refund(id, { amountCents: 2000 });
    const [opened, refunded] = (await eventsOf(id)).slice(version) as unknown as Record<string, unknown>[];
    expect([opened, refunded]).toMatchObject([
      { type: 'orders.payment_changed', actor: 'api', why: reason, before: { refunds: [] }, after: { refunds: [{ status: 'pending' }] } },
      {
        type: 'orders.refunded',
        actor: 'provider',
        why: reason,
        before: { payment: { refundedCents: 0 }, refunds: [{ status: 'pending' }] },
        after: { payment: { refundedCents: 2000 }, refunds: [{ status: 'succeeded' }] },
      },
    ]);
    expect(viewOf(refunded?.order as Order)).toEqual(body);
    expect(await fromStream(id, 'orders.refunded')).toEqual(refunded?.order);
  });

  it('is one under a key, at the same instant, and when its answer was not kept', async () => {
    const { id } = await completed();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(id, { amountCents: 500 }, key)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    await queryDatabase('delete from idempotent_outcomes where order_id = $1', [id]);
    const again = await refund(id, { amountCents: 500 }, key);
    expect([again.status, again.text, await providerRefunded(id)]).toEqual([201, answers[0]?.text, 500]);
    const repeated = await refund(id, { amountCents: 500 }, key);
    expect([repeated.headers.get('idempotent-replayed'), repeated.text]).toEqual(['true', again.text]);
    expect((await refund(id, { amountCents: 501 }, key)).status).toBe(422);
  });

  it('case 13: gives back of a unit what was paid for it, with its share of a discount, and the rest with the shipping', async () => {
    const sku = await newSku(10);
    const items = [
      { sku, quantity: 1, priceCents: 3333 },
      { sku, quantity: 2, priceCents: 1667 },
    ];
    const adjustments = [
      { type: 'shipping', amountCents: 500 },
      { type: 'discount', amountCents: -1000 },
    ];
    const order = await completed({ items, adjustments, totalCents: 6167 });
    expect(order).toMatchObject({ adjustments, dueCents: 6167, items: [{ netCents: 2833 }, { netCents: 2834, units: { delivered: 2 } }] });
    const unit = await refund(order.id, { items: [{ lineId: 'line_2', quantity: 1 }] });
    const rest = await refund(order.id, {});
    expect([unit, rest].map(({ body }) => body.refunds.at(-1)?.amountCents)).toEqual([1417, 4750]);
    expect(await providerRefunded(order.id)).toBe(6167);
  });

  it('never passes what was captured, whoever asks at the same instant', async () => {
    const { id } = await completed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refund(id, { amountCents: 300 })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(14);
    expect([(await get(id)).payment.refundedCents, await providerRefunded(id)]).toEqual([1800, 1800]);
    expect((await refund(id, {})).body.payment.refundedCents).toBe(2001);
  });
});

describe('a refund that is refused', () => {
  it('needs a key, an order that is captured, lines that it has, and an amount that is left', async () => {
    const { id } = await completed();
    expect((await call('POST', `/orders/${id}/refunds`, { reason })).status).toBe(400);
    expect((await refund(id, { amountCents: 2002 })).status).toBe(409);
    expect((await refund(id, { items: [{ lineId: 'line_3', quantity: 1 }] })).status).toBe(422);
    expect((await refund(randomUUID(), {})).status).toBe(404);
    expect((await eventsOf(id)).some(({ type }) => type === 'orders.refunded')).toBe(false);

    const sku = await newSku(1);
    const { body: young } = await submit(orderFor(sku));
    await untilStatus(young.id, 'FULFILLING');
    const tooEarly = await call<{ detail: string }>('POST', `/orders/${young.id}/refunds`, { reason }, { 'idempotency-key': randomUUID() });
    expect([tooEarly.status, tooEarly.body.detail]).toEqual([409, expect.stringContaining('Nothing has been captured')]);
  });
});

/** The body of an order's first event of a type, once the stream has it. */
async function fromStream(id: string, type: string): Promise<unknown> {
  const nats = await connect({ servers: setting('TEST_NATS_URL') });
  try {
    const consumer = await jetstream(nats).consumers.get('ORDERS', { deliver_policy: DeliverPolicy.All, filter_subjects: type });
    return await eventually(
      async () =>
        await consumer.next({ expires: 1000 }).then((message) => (message?.headers?.get('ce-subject') === id ? message.json() : undefined)),
      (body) => body !== undefined,
    );
  } finally {
    await nats.close();
  }
}
