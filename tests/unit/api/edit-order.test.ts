import type { OrderView } from '../../../domain/order-view.ts';
import { editStep } from '../../../domain/order-event.ts';
import type { Order } from '../../../domain/order.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const path = `/orders/${id}`;
const key = { 'idempotency-key': 'k-1' };
const THREE = { items: [{ lineId: 'line_1', quantity: 3 }] };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

function put(over: Partial<Order> = {}): Order {
  const { payment } = app.system.put({ id });
  return app.system.put({
    id,
    status: 'CONFIRMED',
    payment: { ...payment, status: 'authorised', authorisedCents: 9999, attempts: 1 },
    ...over,
  });
}
const patch = (body: unknown, headers: Record<string, string> = { 'if-match': '"1"' }) =>
  app.fetch(path, { method: 'PATCH', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });
const orderIn = async (response: Response) => (await response.json()) as OrderView;

describe('PATCH /orders/{id}', () => {
  it('answers 200 with the order as changed and its tag, and hands on what was decided on which version', async () => {
    put();
    const response = await patch({ ...THREE, reason: 'one more' });
    const { items, totalCents } = await orderIn(response);
    expect([response.status, response.headers.get('etag'), items[0]?.quantity, totalCents]).toEqual([200, '"2"', 3, 5997]);
    expect(app.system.edits).toMatchObject([{ version: 1, edit: { ...THREE, reason: 'one more' }, cause: { actor: 'api' } }]);
  });

  it('needs If-Match, of the order as it is', async () => {
    put();
    const problems = [await problemOf(await patch(THREE, {})), await problemOf(await patch(THREE, { 'if-match': '"7"' }))];
    expect(problems.map(({ status, type }) => [status, type])).toEqual([
      [428, `${PUBLIC_URL}/problems/precondition-required`],
      [412, `${PUBLIC_URL}/problems/precondition-failed`],
    ]);
    expect(app.system.edits).toEqual([]);
    expect((await patch(THREE, { 'if-match': '*' })).status).toBe(200);
  });

  it.each([
    [{}, ''],
    [{ reason: 'nothing' }, ''],
    [{ items: [] }, '/items'],
    [{ items: [{ quantity: 1 }] }, '/items/0/sku'],
    [{ items: [{ lineId: 'line_1', quantity: 1, priceCents: 5 }] }, '/items/0/priceCents'],
    [{ items: [{ sku: 'A', priceCents: 1, quantity: 0 }] }, '/items/0/quantity'],
    [{ items: [{ lineId: 'line_9', quantity: 1 }] }, '/items/0/lineId'],
    [{ items: [{ lineId: 'line_1', quantity: 0 }] }, '/items'],
    [{ shipTo: { name: 'A' } }, '/shipTo/line1'],
    [{ payment: { token: 'tok', setupFutureUsage: 'off_session' } }, '/payment/customer'],
    [{ status: 'COMPLETED' }, '/status'],
  ])('refuses %j', async (body, pointer) => {
    put();
    const problem = await problemOf(await patch(body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
    expect(app.system.edits).toEqual([]);
  });

  it('answers 409 once it is handed over, and asks no workflow', async () => {
    put({ status: 'SHIPPED' });
    expect(await problemOf(await patch(THREE))).toMatchObject({ status: 409, type: `${PUBLIC_URL}/problems/edit-refused` });
    expect(app.system.edits).toEqual([]);
  });

  it('answers 202 while it is under way', async () => {
    put();
    app.system.cancelOutcome = 'running';
    expect((await patch(THREE)).status).toBe(202);
  });

  it('answers by the row when no workflow runs any more', async () => {
    put();
    app.system.cancelOutcome = 'closed';
    expect((await patch(THREE)).status).toBe(503);
  });
});

describe('PATCH /orders/{id} under a key', () => {
  it('repeats its answer, and refuses other content', async () => {
    put();
    const first = await patch(THREE, { ...key, 'if-match': '"1"' });
    const text = await first.text();
    const again = await patch(THREE, { ...key, 'if-match': '"1"' });
    expect([again.status, await again.text(), again.headers.get('etag'), again.headers.get('idempotent-replayed')]).toEqual([
      200,
      text,
      '"2"',
      'true',
    ]);
    expect((await patch({ reason: 'x', ...THREE }, { ...key, 'if-match': '"2"' })).status).toBe(422);
    expect(app.system.edits).toHaveLength(1);
  });

  it('answers a repeat whose answer was lost from what is recorded, whatever If-Match says', async () => {
    put({ status: 'COMPLETED' });
    app.system.hasStep = async (_id, step) => step.startsWith(editStep(''));
    expect((await patch(THREE, { ...key, 'if-match': '"7"' })).status).toBe(200);
    expect(app.system.edits).toEqual([]);
  });

  it('answers a repeat with the order as changed, when the change is recorded while the order is read', async () => {
    put();
    app.system.hasStep = async (_id, step) => {
      put({ version: 2, totalCents: 5997 });
      return step.startsWith(editStep(''));
    };
    expect(await orderIn(await patch(THREE, { ...key, 'if-match': '"1"' }))).toMatchObject({ version: 2, totalCents: 5997 });
  });

  it('is not told that the order has moved on by what moved it on', async () => {
    put();
    const { find } = app.system;
    let isMade = false;
    app.system.find = (orderId) => {
      put({ version: 2, totalCents: 5997 });
      isMade = true;
      return find(orderId);
    };
    app.system.hasStep = async () => isMade;
    const response = await patch(THREE, { ...key, 'if-match': '"1"' });
    expect([response.status, (await orderIn(response)).version]).toEqual([200, 2]);
  });

  it('is another key than that of a cancel', async () => {
    put();
    await app.post(`${path}/cancel`, THREE, key);
    expect((await patch(THREE, { ...key, 'if-match': '*' })).status).not.toBe(422);
  });
});
