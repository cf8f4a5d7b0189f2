import type { OrderView } from '../../../domain/order-view.ts';
import { MOST_HOLDS, type Hold } from '../../../domain/hold.ts';
import { NOW } from './support/fakes.ts';
import { problemOf, PUBLIC_URL, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const path = `/orders/${id}/holds`;
const key = { 'idempotency-key': 'k-1' };
const held = (holdId = 'hold_1'): Hold => ({ holdId, reason: 'fraud', placedBy: 'api', placedAt: NOW });

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const orderIn = async (response: Response) => (await response.json()) as OrderView;
const release = (holdId: string, headers: Record<string, string> = {}) => app.fetch(`${path}/${holdId}`, { method: 'DELETE', headers });

describe('POST /orders/{id}/holds', () => {
  it('answers 201 with the order and its hold, which says who placed it and why', async () => {
    app.system.put({ id, status: 'CONFIRMED' });
    const response = await app.post(path, { reason: 'address', note: 'moves' });
    const { holds, waitingFor } = await orderIn(response);
    expect([response.status, response.headers.get('location'), waitingFor]).toEqual([201, `/orders/${id}`, undefined]);
    expect(holds).toEqual([
      { holdId: expect.stringMatching(/^hold_[0-9a-f-]{36}$/), reason: 'address', note: 'moves', placedBy: 'api', placedAt: NOW },
    ]);
  });

  it('places one hold under a key, and another under another', async () => {
    app.system.put({ id, status: 'CREATED' });
    const first = await app.post(path, { reason: 'stock' }, key);
    const again = await app.post(path, { reason: 'stock' }, key);
    expect([await again.text(), again.headers.get('idempotent-replayed')]).toEqual([await first.text(), 'true']);
    app.outcomes.kept.clear();
    expect((await app.post(path, { reason: 'stock' }, key)).status).toBe(201);
    await app.post(path, { reason: 'stock' }, { 'idempotency-key': 'k-2' });
    expect(new Set(app.system.holdsPlaced.map(({ holdId }) => holdId)).size).toBe(2);
    expect(app.system.rows.get(id)?.order.holds).toHaveLength(2);
  });

  it.each([
    ['is handed over', { status: 'FULFILLING' as const }, /^The order is FULFILLING/],
    ['is over', { status: 'CANCELED' as const }, /^The order is CANCELED/],
    ['has all the holds that there may be', { holds: Array.from({ length: MOST_HOLDS }, (_, n) => held(`hold_${n}`)) }, /at most 10 holds/],
  ])('is refused when the order %s, and asks no workflow', async (_title, over, why) => {
    app.system.put({ id, status: 'CONFIRMED', ...over });
    const problem = await problemOf(await app.post(path, { reason: 'fraud' }));
    expect(problem).toMatchObject({
      status: 409,
      type: `${PUBLIC_URL}/problems/hold-refused`,
      detail: expect.stringMatching(why) as string,
    });
    expect(app.system.holdsPlaced).toEqual([]);
  });

  it('answers 202 while it is taken and not recorded, and 503 when the order is PENDING or no workflow runs for it', async () => {
    app.system.put({ id, status: 'CONFIRMED' });
    app.system.holdOutcome = 'running';
    expect((await app.post(path, { reason: 'fraud' })).status).toBe(202);
    app.system.holdOutcome = 'closed';
    expect((await app.post(path, { reason: 'fraud' })).status).toBe(503);
    app.system.put({ id, status: 'PENDING' });
    expect((await app.post(path, { reason: 'fraud' })).status).toBe(503);
  });

  it.each([
    [{}, '/reason'],
    [{ reason: 'boredom' }, '/reason'],
    [{ reason: 'fraud', note: '' }, '/note'],
    [{ reason: 'fraud', until: 'tomorrow' }, '/until'],
  ])('refuses %j', async (body, pointer) => {
    app.system.put({ id });
    const problem = await problemOf(await app.post(path, body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('does nothing when the order has changed since it was read', async () => {
    app.system.put({ id, status: 'CONFIRMED', version: 3 });
    expect((await app.post(path, { reason: 'fraud' }, { 'if-match': '"2"' })).status).toBe(412);
    expect(app.system.holdsPlaced).toEqual([]);
  });
});

describe('DELETE /orders/{id}/holds/{holdId}', () => {
  it('answers 200 with the order without the hold, and 404 for one that it never had', async () => {
    app.system.put({ id, status: 'CONFIRMED', holds: [held('hold_1'), held('hold_2')] });
    const response = await release('hold_1');
    expect([response.status, (await orderIn(response)).holds]).toEqual([200, [held('hold_2')]]);
    const problem = await problemOf(await release('hold_3'));
    expect(problem).toMatchObject({ status: 404, type: `${PUBLIC_URL}/problems/hold-not-found` });
  });

  it('answers 200 again, and tells the workflow again, which may have lost the task that recorded it', async () => {
    app.system.put({ id, status: 'CONFIRMED', holds: [held()] });
    app.system.hasStep = async (_id, step) => step === 'hold_released:hold_1';
    const told: string[] = [];
    const { releaseHold } = app.system;
    app.system.releaseHold = (orderId, call) => {
      told.push(call.holdId);
      return releaseHold(orderId, call);
    };
    const answers = [await release('hold_1'), await release('hold_1', { 'if-match': '"1"' })];
    expect([answers.map(({ status }) => status), told]).toEqual([
      [200, 200],
      ['hold_1', 'hold_1'],
    ]);
    app.system.holdOutcome = 'closed';
    expect((await release('hold_1')).status).toBe(200);
  });

  it('takes no body with members, and no stale version', async () => {
    app.system.put({ id, status: 'CONFIRMED', version: 3, holds: [held()] });
    const withBody = app.fetch(`${path}/hold_1`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: '{"holdId":"hold_1"}',
    });
    expect((await withBody).status).toBe(422);
    expect((await release('hold_1', { 'if-match': '"2"' })).status).toBe(412);
    expect(app.system.rows.get(id)?.order.holds).toHaveLength(1);
  });
});

describe('an order with holds', () => {
  const order = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 1, priceCents: 100 }] };

  it('has them from its first event on, in the name of who ordered', async () => {
    const created = await orderIn(await app.post('/orders', { ...order, holds: [{ reason: 'fraud' }, { reason: 'other', note: 'gift' }] }));
    expect(created.holds).toMatchObject([
      { holdId: 'hold_1', reason: 'fraud', placedBy: 'api' },
      { holdId: 'hold_2', reason: 'other', note: 'gift' },
    ]);
  });

  it('says when it is handed over at the earliest, where every order can be changed for a while', async () => {
    await app.close();
    app = await serveApp({ handOverDelayMs: 90_000 });
    const { createdAt, handOverAfter } = await orderIn(await app.post('/orders', order));
    expect(Date.parse(handOverAfter ?? '') - Date.parse(createdAt)).toBe(90_000);
  });
});
