import { call, eventsOf, newSku, orderFor, stockOf, submit, typesOf, untilEnd, untilOrder } from '../support/api-client.ts';
import type { Order } from '../../domain/order.ts';

describe('an order', () => {
  it('goes from CREATED to COMPLETED, with one event for each change', async () => {
    const sku = await newSku(10);
    const shipTo = { name: 'Ada', line1: '1 Way', city: 'Town', postalCode: '123', country: 'GB' };
    const accepted = await submit(
      orderFor(sku, {
        shipTo,
        metadata: { channel: 'test' },
        items: [
          { sku, quantity: 2, priceCents: 1250 },
          { sku, quantity: 1, priceCents: 0 },
        ],
      }),
    );
    expect(accepted.status).toBe(201);
    expect(accepted.headers.get('location')).toBe(`/orders/${accepted.body.id}`);
    expect(accepted.headers.get('etag')).toBe('"1"');
    expect(accepted.body).toMatchObject({ status: 'CREATED', version: 1, totalCents: 2500, shipTo, metadata: { channel: 'test' } });

    const done = await untilEnd(accepted.body.id);
    expect(done).toMatchObject({
      status: 'COMPLETED',
      payment: { status: 'captured', authorisedCents: 2500, capturedCents: 2500, refundedCents: 0 },
    });
    expect(done.shipments).toMatchObject([
      {
        status: 'delivered',
        lines: [
          { lineId: 'line_1', quantity: 2 },
          { lineId: 'line_2', quantity: 1 },
        ],
      },
    ]);
    expect(await typesOf(done.id)).toEqual(['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed']);
    const events = await eventsOf(done.id);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(events.at(-1)?.order).toEqual(done);
    expect(await stockOf(sku)).toEqual({ sku, onHand: 7, reserved: 0, available: 7 });
  });

  it.each([
    ['tok_declined', 'REJECTED', 'payment_declined'],
    ['tok_timeout_fails', 'REJECTED', 'payment_declined'],
    ['tok_timeout_succeeds', 'COMPLETED', undefined],
    ['tok_fails_3_times', 'COMPLETED', undefined],
  ])('that is paid with %s ends %s', async (token, status, reason) => {
    const sku = await newSku(5);
    const { body } = await submit(orderFor(sku, { payment: { token } }));
    const done = await untilEnd(body.id);
    expect([done.status, done.reason?.code]).toEqual([status, reason]);
    expect(await stockOf(sku)).toMatchObject({ reserved: 0, onHand: status === 'COMPLETED' ? 4 : 5 });
  });

  it('is rejected when one line is short, and holds nothing of the others', async () => {
    const [plenty, scarce] = [await newSku(10), await newSku(1)];
    const items = [
      { sku: plenty, quantity: 5, priceCents: 100 },
      { sku: scarce, quantity: 2, priceCents: 100 },
    ];
    const answer = await submit(orderFor(plenty, { items }), { prefer: 'wait=10' });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('preference-applied')).toBe('wait=10');
    expect(answer.body).toMatchObject({ status: 'REJECTED', reason: { code: 'out_of_stock' } });
    expect(await stockOf(plenty)).toMatchObject({ reserved: 0 });
  });

  it('sells exactly what there is when everybody wants it at once', async () => {
    const sku = await newSku(7);
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(orderFor(sku), { prefer: 'wait=20' })));
    const done = await Promise.all(answers.map(({ body }) => untilEnd(body.id, 40_000)));
    expect(done.filter(({ status }) => status === 'COMPLETED')).toHaveLength(7);
    expect(done.filter(({ status }) => status === 'REJECTED')).toHaveLength(13);
    expect(await stockOf(sku)).toEqual({ sku, onHand: 0, reserved: 0, available: 0 });
  });

  it('that costs nothing needs no payment', async () => {
    const sku = await newSku(1);
    const { body } = await submit(orderFor(sku, { items: [{ sku, quantity: 1, priceCents: 0 }] }));
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED', payment: { status: 'not_required', authorisedCents: 0 } });
  });

  it('waits for the customer to settle a payment that requires action, and then goes on', async () => {
    const sku = await newSku(2);
    const { body } = await submit(orderFor(sku, { payment: { token: 'tok_requires_action' } }));
    const waiting = await untilOrder(body.id, ({ payment }) => payment.nextAction !== undefined);
    expect(waiting).toMatchObject({ status: 'CREATED', payment: { status: 'requires_action' } });
    const url = waiting.payment.nextAction?.url ?? '';
    expect(await (await fetch(url)).text()).toContain('Approve');
    await fetch(url, { method: 'POST', body: new URLSearchParams({ decision: 'approve' }), redirect: 'manual' });
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED' });
  });

  it('is listed for its customer, newest first', async () => {
    const sku = await newSku(5);
    const customerId = `cust_${sku}`;
    const made: string[] = [];
    for (let n = 0; n < 3; n++) made.unshift((await submit(orderFor(sku, { customerId }))).body.id);
    const first = await call<{ orders: Order[]; nextCursor: string }>('GET', `/orders?customerId=${customerId}&limit=2`);
    const second = await call<{ orders: Order[]; nextCursor: null }>(
      'GET',
      `/orders?customerId=${customerId}&limit=2&cursor=${first.body.nextCursor}`,
    );
    expect([...first.body.orders, ...second.body.orders].map(({ id }) => id)).toEqual(made);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('an order that waits for a person', () => {
  it('is listed, explains itself, and goes on with what the person chose', async () => {
    const sku = await newSku(2);
    const customerId = `cust_${sku}`;
    const { body } = await submit(orderFor(sku, { customerId, payment: { token: 'tok_capture_declined' } }));
    const waiting = await untilOrder(body.id, ({ status, needsAttention }) => status === 'DELIVERED' && needsAttention !== undefined);
    expect(waiting.needsAttention).toMatchObject({ code: 'CAPTURE_DECLINED', choices: ['retry_capture', 'write_off'] });
    const listed = await call<{ orders: Order[] }>('GET', `/orders?needsAttention=true&customerId=${customerId}`);
    expect(listed.body.orders.map(({ id }) => id)).toEqual([body.id]);

    expect((await call('POST', `/orders/${body.id}/resolve`, { choice: 'give_up' })).status).toBe(409);
    expect((await call('POST', `/orders/${body.id}/notes`, { text: 'written off by phone' })).status).toBe(201);
    const resolved = await call('POST', `/orders/${body.id}/resolve`, { choice: 'write_off', note: 'not worth it' });
    expect([resolved.status, resolved.body.needsAttention]).toEqual([200, undefined]);
    expect(await untilEnd(body.id)).toMatchObject({ status: 'COMPLETED', payment: { capturedCents: 0, writtenOffCents: 1999 } });
    // The hold on the customer's money is given back.
    expect((await typesOf(body.id)).slice(-4)).toEqual(['note_added', 'attention_resolved', 'payment_changed', 'completed']);
  });
});
