import { call, eventsOf, newSku, orderFor, stockOf, submit, typesOf, untilEnd } from '../support/api-client.ts';
import type { Order } from '../../domain/order.ts';
import { viewOf } from '../../domain/order-view.ts';

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
    expect(viewOf(events.at(-1)?.order as Order)).toEqual(done);
    expect(await stockOf(sku)).toEqual({ sku, onHand: 7, reserved: 0, available: 7 });
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
    const done = await Promise.all(answers.map(({ body }) => untilEnd(body.id)));
    expect(done.filter(({ status }) => status === 'COMPLETED')).toHaveLength(7);
    expect(done.filter(({ status }) => status === 'REJECTED')).toHaveLength(13);
    expect(await stockOf(sku)).toEqual({ sku, onHand: 0, reserved: 0, available: 0 });
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
