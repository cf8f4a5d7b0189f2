import { newOrder, type Order, type Payment } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const path = `/orders/${id}/refunds`;
const key = { 'idempotency-key': 'k-1' };
const reason = 'arrived scratched';
/** Two units of line_1 at 1999. */
const captured: Payment = {
  ...newOrder(id, request(), NOW).payment,
  status: 'captured',
  authorisedCents: 3998,
  capturedCents: 3998,
  attempts: 1,
};

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const putCompleted = (over: Partial<Order> = {}) => app.system.put({ id, status: 'COMPLETED', payment: captured, ...over });

describe('POST /orders/{id}/refunds', () => {
  it('answers 201 with the order as it stands once the money is back, and where it is', async () => {
    putCompleted();
    const response = await app.post(path, { amountCents: 500, reason }, { ...key, 'x-request-id': 'req-1' });
    const order = (await response.json()) as Order;
    expect([response.status, response.headers.get('location')]).toEqual([201, `/orders/${id}`]);
    expect(order.refunds).toMatchObject([{ amountCents: 500, status: 'succeeded', lines: [{ lineId: 'line_1', amountCents: 500 }] }]);
    expect(app.system.refundsStarted).toEqual([
      {
        refundId: expect.stringMatching(/^re_[0-9a-f]{8}-[0-9a-f]{4}-8/),
        request: { amountCents: 500, reason },
        cause: { actor: 'api', requestId: 'req-1', traceparent: expect.any(String) },
      },
    ]);
  });

  it('answers 202 while the payment provider has not answered, and the same key finishes it', async () => {
    putCompleted();
    app.system.refundOutcome = 'pending';
    const response = await app.post(path, { reason }, key);
    expect([response.status, response.headers.get('location')]).toEqual([202, `/orders/${id}`]);
    app.system.refundOutcome = 'succeeded';
    const again = await app.post(path, { reason }, key);
    expect([again.status, ((await again.json()) as Order).refunds]).toEqual([201, [expect.objectContaining({ status: 'succeeded' })]]);
    expect(new Set(app.system.refundsStarted.map(({ refundId }) => refundId)).size).toBe(1);
  });

  it('answers 409 when the payment provider declines', async () => {
    putCompleted();
    app.system.refundOutcome = 'failed';
    const problem = await problemOf(await app.post(path, { reason }, key));
    expect(problem).toMatchObject({ status: 409, type: `${PUBLIC_URL}/problems/refund-declined`, detail: 'The card was closed.' });
  });

  it.each<[string, Partial<Order>, object, RegExp]>([
    ['nothing has been captured', { payment: newOrder(id, request(), NOW).payment, status: 'CONFIRMED' }, {}, /Nothing has been captured/],
    ['a cent more is asked for than was captured', {}, { amountCents: 3999 }, /\$39\.99 is asked back, and \$39\.98 can be refunded/],
  ])('answers 409 when %s, and starts no workflow', async (_title, order, ask, why) => {
    putCompleted(order);
    const problem = await problemOf(await app.post(path, { ...ask, reason }, key));
    expect([problem.status, problem.type]).toEqual([409, `${PUBLIC_URL}/problems/refund-too-large`]);
    expect(problem.detail).toMatch(why);
    expect(app.system.refundsStarted).toEqual([]);
  });

  it.each<[object, string[]]>([
    [{}, ['/reason']],
    [{ reason: '' }, ['/reason']],
    [{ reason, amountCents: 0 }, ['/amountCents']],
    [{ reason, amountCents: 0.5 }, ['/amountCents']],
    [{ reason, items: [] }, ['/items']],
    [{ reason, amountCents: 1, items: [{ lineId: 'line_1', quantity: 1 }] }, ['/amountCents']],
    [{ reason, items: [{ lineId: 'line_1', quantity: 0 }] }, ['/items/0/quantity']],
    [
      {
        reason,
        items: [
          { lineId: 'line_1', quantity: 3 },
          { lineId: 'line_9', quantity: 1 },
          { lineId: 'line_1', quantity: 1 },
        ],
      },
      ['/items/0/quantity', '/items/1/lineId', '/items/2/lineId'],
    ],
    [{ reason, everything: true }, ['/everything']],
  ])('refuses %j with a pointer to each fault', async (body, pointers) => {
    putCompleted();
    const problem = await problemOf(await app.post(path, body, key));
    expect([problem.status, problem.errors?.map(({ pointer }) => pointer)]).toEqual([422, pointers]);
    expect([app.system.refundsStarted, app.outcomes.kept.size]).toEqual([[], 0]);
  });

  it('answers 404 for an order that nobody knows, and asks for patience while one is PENDING', async () => {
    expect((await app.post(path, { reason }, key)).status).toBe(404);
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    const response = await app.post(path, { reason }, key);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(app.outcomes.kept.size).toBe(0);
  });
});

describe('the Idempotency-Key of a refund', () => {
  it('is required', async () => {
    putCompleted();
    const problem = await problemOf(await app.post(path, { reason }));
    expect([problem.status, problem.type]).toEqual([400, `${PUBLIC_URL}/problems/idempotency-key-required`]);
    expect(problem.errors).toEqual([{ pointer: 'Idempotency-Key', detail: 'is needed here' }]);
  });

  it('is not bound to a refusal that follows from where the order stands: once that is paid for, a repeat refunds it', async () => {
    putCompleted({ payment: newOrder(id, request(), NOW).payment, status: 'CONFIRMED' });
    expect((await app.post(path, { reason }, key)).status).toBe(409);
    expect((await app.post(path, { reason }, key)).status).toBe(409);
    putCompleted();
    expect((await app.post(path, { reason }, key)).status).toBe(201);
  });

  it('repeats the first final answer, and where the order is', async () => {
    putCompleted();
    const first = await app.post(path, { reason }, key);
    app.system.put({ id, status: 'RETURNED' });
    const again = await app.post(path, { reason }, key);
    expect([again.status, again.headers.get('idempotent-replayed'), again.headers.get('location')]).toEqual([201, 'true', `/orders/${id}`]);
    expect(await again.text()).toBe(await first.text());
    expect(app.system.refundsStarted).toHaveLength(1);
  });

  it('is another refund at another order, and under another key', async () => {
    const other = '00000000-0000-4000-8000-000000000002';
    putCompleted();
    app.system.put({ id: other, status: 'COMPLETED', payment: captured });
    await app.post(path, { amountCents: 1, reason }, key);
    await app.post(path, { amountCents: 1, reason }, { 'idempotency-key': 'k-2' });
    await app.post(`/orders/${other}/refunds`, { amountCents: 1, reason }, key);
    expect(new Set(app.system.refundsStarted.map(({ refundId }) => refundId)).size).toBe(3);
  });

  it.each([
    [{ amountCents: 500, reason: 'another' }],
    [{ amountCents: 501, reason }],
    [{ items: [{ lineId: 'line_1', quantity: 1 }], reason }],
  ])('is refused for %j while the first content is under way', async (body) => {
    putCompleted();
    app.system.refundOutcome = 'pending';
    expect((await app.post(path, { amountCents: 500, reason }, key)).status).toBe(202);
    expect((await problemOf(await app.post(path, body, key))).type).toBe(`${PUBLIC_URL}/problems/idempotency-key-reused`);
    expect(app.system.refundsStarted).toHaveLength(1);
  });

  it('binds nothing while Temporal is away', async () => {
    putCompleted();
    app.system.temporalIsAway = true;
    expect((await app.post(path, { reason }, key)).status).toBe(503);
    app.system.temporalIsAway = false;
    expect((await app.post(path, { reason }, key)).status).toBe(201);
  });

  it('finds what became of a refund whose answer was never kept, without Temporal', async () => {
    putCompleted();
    await app.post(path, { reason }, key);
    app.outcomes.kept.clear();
    app.system.temporalIsAway = true;
    expect((await app.post(path, { reason }, key)).status).toBe(201);
  });
});
