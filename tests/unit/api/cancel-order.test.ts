import { DomainError } from '../../../domain/errors.ts';
import type { OrderView } from '../../../domain/order-view.ts';
import { newOrder, type Order } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const path = `/orders/${id}/cancel`;
const key = { 'idempotency-key': 'k-1' };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

describe('POST /orders/{id}/cancel', () => {
  it('answers 200 with the order cancelled, with or without a body', async () => {
    app.system.put({ id });
    const response = await app.fetch(path, { method: 'POST' });
    expect([response.status, ((await response.json()) as Order).status]).toEqual([200, 'CANCELED']);
    expect((await app.post(path, { reason: 'again' })).status).toBe(200);
    expect(app.system.cancels).toHaveLength(1);
  });

  it('takes a body of null for none: a repeat under a key may have either', async () => {
    app.system.put({ id });
    expect((await app.post(path, null, key)).status).toBe(200);
    const repeat = await app.fetch(path, { method: 'POST', headers: key });
    expect([repeat.status, repeat.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  });

  it('hands on why, by whom and for which request', async () => {
    app.system.put({ id });
    await app.post(path, { reason: 'ordered twice' }, { 'x-request-id': 'req-1' });
    expect(app.system.cancels).toEqual([
      { callId: 'cancel-v1', reason: 'ordered twice', cause: { actor: 'api', requestId: 'req-1', traceparent: expect.any(String) } },
    ]);
  });

  it.each([
    [{ items: [] }, 422, '/items'],
    [{ items: [{ lineId: 'line_1', quantity: 0 }] }, 422, '/items/0/quantity'],
    [{ items: [{ lineId: 'line_9', quantity: 1 }] }, 422, '/items/0/lineId'],
    [{ items: [{ lineId: 'line_1', quantity: 3 }] }, 422, '/items/0/quantity'],
    [{ reason: 'x'.repeat(501) }, 422, '/reason'],
    [{ reason: 'a\u0000' }, 422, '/reason'],
  ])('refuses %j', async (body, status, pointer) => {
    app.system.put({ id });
    const problem = await problemOf(await app.post(path, body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([status, pointer]);
  });

  it('answers 404 for an order that nobody knows', async () => {
    expect((await app.post(path, {})).status).toBe(404);
  });

  it('cancels a pending order, too', async () => {
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    app.system.cancelOutcome = 'running';
    const response = await app.post(path, {});
    expect([response.status, ((await response.json()) as Order).status]).toEqual([202, 'PENDING']);
  });

  it('answers 202 while undoing outlasts the request', async () => {
    app.system.put({ id, status: 'CONFIRMED' });
    app.system.cancelOutcome = 'running';
    app.system.onCancel = () => app.system.move(id, 'CANCELING');
    const response = await app.post(path, {});
    expect([response.status, response.headers.get('location'), ((await response.json()) as Order).status]).toEqual([
      202,
      `/orders/${id}`,
      'CANCELING',
    ]);
  });

  it.each([
    ['SHIPPED', /has left.*refunded/],
    ['DELIVERED', /past its delivery.*refunded/],
    ['COMPLETED', /past its delivery.*refunded/],
    ['REJECTED', /nothing is held or charged/],
    ['RETURNED', /came back/],
  ] as const)('answers 409 at %s, and says why and what to do instead', async (status, why) => {
    app.system.put({ id, status });
    const problem = await problemOf(await app.post(path, {}));
    expect([problem.status, problem.type]).toEqual([409, `${PUBLIC_URL}/problems/cancel-too-late`]);
    expect(problem.detail).toMatch(why);
    expect(app.system.cancels).toEqual([]);
  });

  it('answers 409 when the carrier refuses', async () => {
    app.system.put({ id, status: 'FULFILLING' });
    app.system.cancel = () => Promise.reject(new DomainError('CANCEL_REFUSED', 'The parcel is being picked up.'));
    expect(await problemOf(await app.post(path, {}))).toMatchObject({ status: 409, detail: 'The parcel is being picked up.' });
  });

  it('answers by the row when no workflow runs any more', async () => {
    app.system.cancelOutcome = 'closed';
    app.system.onCancel = () => app.system.move(id, 'COMPLETED');
    app.system.put({ id, status: 'CONFIRMED' });
    expect((await app.post(path, {})).status).toBe(409);
    app.system.onCancel = () => {};
    app.system.put({ id, status: 'CONFIRMED' });
    const response = await app.post(path, {});
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  });
});

describe('POST /orders/{id}/cancel under a key', () => {
  it('repeats the first final answer', async () => {
    app.system.put({ id });
    const first = await app.post(path, { reason: 'x' }, key);
    const text = await first.text();
    app.system.put({ id, status: 'RETURNED' });
    const again = await app.post(path, '{ "reason" : "x" }', { 'idempotency-key': '"k-1"' });
    expect([again.status, await again.text(), again.headers.get('idempotent-replayed')]).toEqual([200, text, 'true']);
    expect(first.headers.get('idempotent-replayed')).toBeNull();
  });

  it('repeats a 409 as the problem that it was', async () => {
    app.system.put({ id, status: 'SHIPPED' });
    const first = await problemOf(await app.post(path, {}, key));
    app.system.put({ id, status: 'DELIVERED' });
    const again = await app.post(path, {}, key);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([409, 'true']);
    expect(await problemOf(again)).toEqual(first);
  });

  it('keeps no answer that may still turn out otherwise', async () => {
    expect((await app.post(path, {}, key)).status).toBe(404);
    app.system.put({ id, status: 'CONFIRMED' });
    app.system.temporalIsAway = true;
    expect((await app.post(path, {}, key)).status).toBe(503);
    app.system.temporalIsAway = false;
    app.system.cancelOutcome = 'running';
    app.system.onCancel = () => {};
    expect((await app.post(path, {}, key)).status).toBe(202);
    expect((await app.post(path, { items: [] }, key)).status).toBe(422);
    expect(app.outcomes.kept.size).toBe(0);
    app.system.onCancel = () => app.system.move(id, 'CANCELED');
    expect((await app.post(path, {}, key)).status).toBe(200);
  });

  it('refuses other content, and takes no body and an empty one for the same', async () => {
    app.system.put({ id });
    await app.fetch(path, { method: 'POST', headers: key });
    expect((await app.post(path, {}, key)).status).toBe(200);
    expect((await app.post(path, { reason: 'other' }, key)).status).toBe(422);
  });

  it('is another key at another order', async () => {
    const other = '00000000-0000-4000-8000-000000000002';
    app.system.put({ id });
    app.system.put({ id: other });
    await app.post(path, {}, key);
    const response = await app.post(`/orders/${other}/cancel`, { reason: 'x' }, key);
    expect(((await response.json()) as Order).id).toBe(other);
  });

  it('gives identical cancels at once one id', async () => {
    app.system.put({ id, status: 'CONFIRMED' });
    app.system.onCancel = () => {};
    app.system.cancelOutcome = 'running';
    await Promise.all(Array.from({ length: 5 }, () => app.post(path, {}, key)));
    expect(new Set(app.system.cancels.map(({ callId }) => callId)).size).toBe(1);
  });
});

describe('POST /orders/{id}/cancel with items', () => {
  const ONE = { items: [{ lineId: 'line_1', quantity: 1 }] };
  const cancelledIn = async (response: Response) => ((await response.json()) as OrderView).items[0]?.units.cancelled;

  it('answers 200 with the units cancelled, once for a key and once for each call without', async () => {
    app.system.put({ id });
    const first = await app.post(path, { ...ONE, reason: 'one is enough' }, key);
    const repeat = await app.post(path, { ...ONE, reason: 'one is enough' }, key);
    expect([first.status, await cancelledIn(first), repeat.status, await cancelledIn(repeat)]).toEqual([200, 1, 200, 1]);
    expect(app.system.lineCancels).toMatchObject([{ ...ONE, reason: 'one is enough', callId: expect.stringMatching(/^[\da-f]{64}$/) }]);
    expect(await cancelledIn(await app.post(path, ONE))).toBe(2);
  });

  it('answers 409 for more than is left, and sends nothing to the workflow', async () => {
    app.system.put({ id });
    await app.post(path, ONE);
    const problem = await problemOf(await app.post(path, { items: [{ lineId: 'line_1', quantity: 2 }] }));
    expect([problem.status, problem.type, problem.detail]).toEqual([
      409,
      `${PUBLIC_URL}/problems/lines-not-cancellable`,
      expect.stringContaining('only 1 can be'),
    ]);
    expect(app.system.lineCancels).toHaveLength(1);
  });

  it('answers a repeat whose answer was lost from what is recorded, also when its workflow has ended', async () => {
    app.system.put({ id, status: 'COMPLETED' });
    app.system.hasStep = async (_id, step) => step.startsWith('lines_cancelled:');
    expect((await app.post(path, ONE, key)).status).toBe(200);
    expect(app.system.lineCancels).toEqual([]);
  });

  it('is not told that the order has moved on by what moved it on', async () => {
    app.system.put({ id });
    const { find } = app.system;
    let isMade = false;
    app.system.find = (orderId) => {
      app.system.put({ id, version: 2 });
      isMade = true;
      return find(orderId);
    };
    app.system.hasStep = async () => isMade;
    expect((await app.post(path, ONE, { ...key, 'if-match': '"1"' })).status).toBe(200);
  });

  it('answers 409 when the workflow has ended meanwhile, and 200 when it was cancelled as a whole', async () => {
    app.system.put({ id });
    app.system.cancelOutcome = 'closed';
    app.system.onLineCancel = () => app.system.move(id, 'COMPLETED');
    expect((await app.post(path, ONE)).status).toBe(409);
    app.system.put({ id, status: 'CANCELED' });
    expect((await app.post(path, ONE)).status).toBe(200);
  });

  it('answers 202 while the carrier is asked, and 412 to who demands another version', async () => {
    app.system.put({ id, status: 'CONFIRMED' });
    app.system.cancelOutcome = 'running';
    app.system.onLineCancel = () => undefined;
    expect((await app.post(path, ONE)).status).toBe(202);
    expect((await app.post(path, ONE, { 'if-match': '"9"' })).status).toBe(412);
  });
});
