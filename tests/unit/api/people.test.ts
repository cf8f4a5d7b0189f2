import { newOrder, type Order } from '../../../domain/order.ts';
import { eventually } from '../../../platform/poll.ts';
import { NOW, request } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const key = { 'idempotency-key': 'k-1' };
const needsAttention = { since: NOW, code: 'CAPTURE_DECLINED' as const, text: 'look', choices: ['retry_capture', 'write_off'] };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

describe('POST /orders/{id}/resolve', () => {
  const path = `/orders/${id}/resolve`;

  it('hands the choice on and answers 200 with the order as it is then', async () => {
    app.system.put({ id, status: 'DELIVERED', version: 7, needsAttention });
    const response = await app.post(path, { choice: 'write_off', note: 'agreed' });
    const order = (await response.json()) as Order;
    expect([response.status, order.needsAttention]).toEqual([200, undefined]);
    expect(app.system.resolutions).toMatchObject([
      { callId: 'resolve-v7-write_off', choice: 'write_off', note: 'agreed', cause: { actor: 'api' } },
    ]);
  });

  it('answers 409 with the choices when another one is taken, and asks no workflow', async () => {
    app.system.put({ id, status: 'DELIVERED', needsAttention });
    const problem = await problemOf(await app.post(path, { choice: 'forget_it' }));
    expect([problem.status, problem.detail]).toEqual([409, 'Choose one of: retry_capture, write_off.']);
    expect(app.system.resolutions).toEqual([]);
  });

  it('answers 409 when the order waits for nobody, and 404 when there is none', async () => {
    app.system.put({ id });
    expect((await app.post(path, { choice: 'write_off' })).status).toBe(409);
    expect((await app.post(path.replace(id, id.replace('1', '2')), { choice: 'write_off' })).status).toBe(404);
  });

  it.each([
    [{}, '/choice'],
    [{ choice: 'write_off', by: 'me' }, '/by'],
    [{ choice: '' }, '/choice'],
  ])('refuses %j', async (body, pointer) => {
    const problem = await problemOf(await app.post(path, body));
    expect([problem.status, problem.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  it('repeats its answer under a key', async () => {
    app.system.put({ id, status: 'DELIVERED', needsAttention });
    const first = await app.post(path, { choice: 'write_off' }, key);
    const again = await app.post(path, { choice: 'write_off' }, key);
    expect([again.status, again.headers.get('idempotent-replayed'), await again.text()]).toEqual([200, 'true', await first.text()]);
    expect(app.system.resolutions).toHaveLength(1);
  });

  it('binds no key to a choice that is not offered: once it is, a repeat takes it', async () => {
    app.system.put({ id, status: 'SHIPPED' });
    expect((await app.post(path, { choice: 'write_off' }, key)).status).toBe(409);
    app.system.put({ id, status: 'DELIVERED', needsAttention });
    expect((await app.post(path, { choice: 'write_off' }, key)).status).toBe(200);
  });

  it('answers 200 to a repeat whose first answer was lost, though the choice is not offered any more', async () => {
    app.system.put({ id, status: 'DELIVERED', needsAttention });
    await app.post(path, { choice: 'write_off' }, key);
    app.system.steps.add(`attention_resolved:${app.system.resolutions[0]?.callId}`);
    app.outcomes.kept.clear();
    expect((await app.post(path, { choice: 'write_off' }, key)).status).toBe(200);
    expect((await app.post(path, { choice: 'write_off' }, { 'idempotency-key': 'k-2' })).status).toBe(409);
  });
});

describe('POST /orders/{id}/resolve, of a workflow that stands elsewhere than its row', () => {
  const path = `/orders/${id}/resolve`;

  it('waits until a workflow that lost its task has caught up', async () => {
    app.system.put({ id, status: 'SHIPPED', needsAttention });
    app.system.resolveRefusals = 2;
    expect((await app.post(path, { choice: 'write_off' }, key)).status).toBe(200);
    expect(app.system.resolutions).toHaveLength(3);
  });

  it('asks for patience when it does not catch up in time: what the row offers is not refused', async () => {
    app.system.put({ id, status: 'SHIPPED', needsAttention });
    app.system.resolveRefusals = Number.POSITIVE_INFINITY;
    const response = await app.post(path, { choice: 'write_off' }, key);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(app.outcomes.kept.size).toBe(0);
  });

  it('answers 409 once the row says that somebody else has decided', async () => {
    app.system.put({ id, status: 'SHIPPED', needsAttention });
    app.system.resolveRefusals = Number.POSITIVE_INFINITY;
    const answer = app.post(path, { choice: 'write_off' });
    await eventually(
      () => Promise.resolve(app.system.resolutions.length),
      (asked) => asked > 1,
    );
    app.system.put({ id, status: 'SHIPPED' });
    expect((await answer).status).toBe(409);
  });
});

describe('POST /orders/{id}/notes', () => {
  const path = `/orders/${id}/notes`;

  it('adds the text to the history, whatever the status', async () => {
    app.system.put({ id, status: 'COMPLETED', version: 7 });
    const response = await app.post(path, { text: 'the customer called' });
    expect([response.status, ((await response.json()) as Order).version]).toEqual([201, 8]);
    expect(app.system.notes).toMatchObject([{ why: 'the customer called' }]);
  });

  it('adds it once under a key', async () => {
    app.system.put({ id });
    for (const expected of [null, 'true']) {
      const response = await app.post(path, { text: 'once' }, key);
      expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([201, expected]);
    }
    expect(app.system.notes).toHaveLength(1);
  });

  it('asks for patience while the order is not written: nothing could be kept beside it', async () => {
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    for (const [call, body] of [
      ['notes', { text: 'x' }],
      ['resolve', { choice: 'write_off' }],
    ] as const) {
      const response = await app.post(`/orders/${id}/${call}`, body, key);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    }
    expect(app.outcomes.kept.size).toBe(0);
  });

  it('answers 404 for an order that nobody knows, and 422 without a text', async () => {
    expect((await app.post(path, { text: 'x' })).status).toBe(404);
    expect((await app.post(path, {})).status).toBe(422);
  });
});
