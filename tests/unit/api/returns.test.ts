import { newOrder, type Order } from '../../../domain/order.ts';
import type { Return } from '../../../domain/return.ts';
import { deliveredOrder } from '../../support/delivered-order.ts';
import { NOW, request } from './support/fakes.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const path = `/orders/${id}/returns`;
const key = { 'idempotency-key': 'k-1' };
const ask = { items: [{ lineId: 'line_1', quantity: 2 }], reason: 'too small' };
const approved: Return = {
  returnId: 'ret_1',
  status: 'approved',
  lines: ask.items,
  reason: 'too small',
  requestedAt: NOW,
  approvedAt: NOW,
};

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

/** Three units of line_1 at 10.00, delivered a fortnight ago. */
const put = (over: Partial<Order> = {}) =>
  app.system.put({ ...deliveredOrder({ items: [{ sku: 'A', quantity: 3, priceCents: 1000 }] }), id, ...over });
const change = (action: string, body?: unknown, headers = {}) => app.post(`${path}/ret_1/${action}`, body, headers);
const returnsIn = async (response: Response) => ((await response.json()) as Order).returns;

describe('POST /orders/{id}/returns', () => {
  it('answers 201 with the order and its return, which follows from the key', async () => {
    put();
    const response = await app.post(path, ask, key);
    expect([response.status, response.headers.get('location')]).toEqual([201, `/orders/${id}`]);
    const [returned] = (await returnsIn(response)) ?? [];
    expect(returned).toMatchObject({ returnId: expect.stringMatching(/^ret_[0-9a-f-]{36}$/), status: 'approved', lines: ask.items });
    const again = await app.post(path, ask, key);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(app.system.returnCalls).toHaveLength(1);
  });

  it('answers 202 while the return is not recorded, and the same key finishes it', async () => {
    put();
    app.system.returnOutcome = 'running';
    expect((await app.post(path, ask, key)).status).toBe(202);
    app.system.returnOutcome = 'settled';
    expect((await app.post(path, ask, key)).status).toBe(201);
    expect(new Set(app.system.returnCalls.map(({ returnId }) => returnId)).size).toBe(1);
  });

  it.each<[string, Partial<Order>]>([
    ['more is announced than was delivered', { returns: [approved] }],
    ['nothing is delivered', { shipments: [] }],
    [
      'its time is over',
      { shipments: [{ ...deliveredOrder({}).shipments[0]!, deliveredAt: '2025-12-01T00:00:00.000Z', lines: ask.items }] },
    ],
  ])('answers 409 when %s, and starts no workflow', async (_title, over) => {
    put(over);
    const problem = await problemOf(await app.post(path, ask, key));
    expect([problem.status, problem.type]).toEqual([409, `${PUBLIC_URL}/problems/return-refused`]);
    expect(app.system.returnCalls).toEqual([]);
  });

  it('answers 409 when another return was first, and the workflow ended before it could say so', async () => {
    put();
    app.system.requestReturn = async () => {
      put({ returns: [approved] });
      return 'closed';
    };
    expect((await app.post(path, ask, key)).status).toBe(409);
  });

  it.each<[object, string[]]>([
    [{ items: [] }, ['/items', '/reason']],
    [{ items: [{ lineId: 'line_1', quantity: 0 }], reason: 'r' }, ['/items/0/quantity']],
    [{ items: [ask.items[0], ask.items[0]], reason: 'r' }, ['/items/1/lineId']],
    [{ items: [{ lineId: 'line_2', quantity: 1 }], reason: 'r' }, ['/items/0/lineId']],
  ])('refuses %j with a pointer to each fault', async (body, pointers) => {
    put();
    const problem = await problemOf(await app.post(path, body, key));
    expect([problem.status, problem.errors?.map(({ pointer }) => pointer)]).toEqual([422, pointers]);
  });

  it('answers 404 for an order that nobody knows, and asks for patience while one is PENDING', async () => {
    expect((await app.post(path, ask)).status).toBe(404);
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect((await app.post(path, ask)).status).toBe(503);
  });

  it('is refused for other content under the key of a return that is there', async () => {
    put();
    await app.post(path, ask, key);
    app.outcomes.kept.clear();
    const problem = await problemOf(await app.post(path, { ...ask, reason: 'another' }, key));
    expect(problem.type).toBe(`${PUBLIC_URL}/problems/idempotency-key-reused`);
  });
});

describe('POST /orders/{id}/returns/{returnId}/…', () => {
  const whole = { items: [{ lineId: 'line_1', restock: 1, scrap: 1 }], feeCents: 100 };

  it('receives the goods, once under however many keys, and not otherwise than they were', async () => {
    put({ returns: [approved] });
    const first = await change('receive', whole, key);
    expect([first.status, await returnsIn(first)]).toEqual([
      200,
      [
        expect.objectContaining({
          status: 'closed',
          feeCents: 100,
          lines: [{ lineId: 'line_1', quantity: 2, restocked: 1, scrapped: 1, missing: 0 }],
        }),
      ],
    ]);
    const again = await change('receive', whole, { 'idempotency-key': 'k-2' });
    expect([again.status, app.system.returnCalls.length]).toEqual([200, 1]);
    const other = await problemOf(await change('receive', { items: [{ lineId: 'line_1', scrap: 2 }] }));
    expect([other.status, other.type]).toEqual([409, `${PUBLIC_URL}/problems/return-refused`]);
  });

  it('approves, declines and cancels; a repeat changes nothing', async () => {
    put({ returns: [{ ...approved, status: 'requested' }] });
    expect([(await change('approve')).status, (await change('approve')).status]).toEqual([200, 200]);
    expect((await change('decline', { reason: 'worn' })).status).toBe(409);
    expect(await returnsIn(await change('cancel'))).toMatchObject([{ status: 'cancelled' }]);
    expect([(await change('cancel')).status, (await change('approve')).status]).toEqual([200, 409]);
    put({ returns: [{ ...approved, status: 'requested' }] });
    expect(await returnsIn(await change('decline', { reason: 'worn' }))).toMatchObject([{ status: 'declined', declineReason: 'worn' }]);
  });

  it('answers 202 while goods or money are not settled', async () => {
    put({ returns: [approved] });
    app.system.returnOutcome = 'running';
    expect((await change('receive', whole)).status).toBe(202);
  });

  it.each<[string, unknown, string]>([
    ['a unit too few', { items: [{ lineId: 'line_1', restock: 1 }] }, '/items/0'],
    ['a fee beyond its goods', { items: [{ lineId: 'line_1', restock: 2 }], feeCents: 2001 }, '/feeCents'],
    ['less than nothing', { items: [{ lineId: 'line_1', restock: -1, scrap: 3 }] }, '/items/0/restock'],
  ])('refuses to receive %s', async (_title, body, pointer) => {
    put({ returns: [approved] });
    const problem = await problemOf(await change('receive', body));
    expect([problem.status, problem.errors?.map((fault) => fault.pointer)]).toEqual([422, [pointer]]);
  });

  it('answers 404 for a return that the order has not', async () => {
    put();
    const problem = await problemOf(await change('approve'));
    expect([problem.status, problem.type]).toEqual([404, `${PUBLIC_URL}/problems/return-not-found`]);
  });

  it('answers 503 when no workflow runs for a return that is under way: it is started anew soon', async () => {
    put({ returns: [approved] });
    app.system.returnOutcome = 'closed';
    expect((await change('cancel')).status).toBe(503);
  });

  it('asks for the version that the caller knows', async () => {
    put({ returns: [approved] });
    expect((await change('cancel', undefined, { 'if-match': '"7"' })).status).toBe(412);
  });
});
