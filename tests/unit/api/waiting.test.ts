import { DependencyError } from '../../../domain/errors.ts';
import type { Order } from '../../../domain/order.ts';
import type { OrderView } from '../../../domain/order-view.ts';
import { FakeSystem, NOW } from './support/fakes.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const nextTryAt = '2026-01-15T09:31:00.000Z';
/** Long before it is read. */
const stood = { createdAt: '2026-01-15T09:00:00.000Z', updatedAt: '2026-01-15T09:00:00.000Z' };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const read = async (headers: Record<string, string> = {}) => {
  const response = await app.fetch(`/orders/${id}`, { headers });
  return {
    status: response.status,
    etag: response.headers.get('etag'),
    body: response.status === 200 ? ((await response.json()) as OrderView) : undefined,
  };
};
const waits = async () => (await read()).body?.waitingFor;

describe('whom an order waits for', () => {
  it('is told with the next try of the step that fails, once the order stands still', async () => {
    app.system.put({ id, ...stood });
    app.system.pendingStep = { on: 'payment', nextTryAt };
    expect(await waits()).toEqual({ what: 'payment_provider', since: stood.createdAt, nextTryAt });
    expect(app.system.stepsLookedFor).toEqual(['order']);
  });

  it('is told of an order that moves without asking Temporal', async () => {
    app.system.put({ id, createdAt: NOW, updatedAt: NOW });
    expect(await waits()).toEqual({ what: 'payment_provider', since: NOW });
    expect(app.system.stepsLookedFor).toEqual([]);
  });

  it('is the worker where Temporal waits for one', async () => {
    app.system.put({ id, ...stood });
    app.system.pendingStep = { on: 'worker', since: '2026-01-15T09:10:00.000Z' };
    expect(await waits()).toEqual({ what: 'worker', since: '2026-01-15T09:10:00.000Z' });
  });

  it('stays the person who was asked while the step is tried again', async () => {
    const needsAttention = { since: NOW, code: 'CARRIER_UNAVAILABLE' as const, text: 'No.', choices: [] };
    app.system.put({ id, ...stood, status: 'CONFIRMED', needsAttention });
    app.system.pendingStep = { on: 'carrier', nextTryAt };
    expect(await waits()).toEqual({ what: 'person', since: NOW, nextTryAt });
  });

  it('is asked of the workflow of the refund that is on its way', async () => {
    const refund = { refundId: 're_1', status: 'pending', amountCents: 1, lines: [], reason: 'late', createdAt: NOW } as const;
    app.system.put({ id, ...stood, status: 'COMPLETED', refunds: [refund] });
    expect(await waits()).toEqual({ what: 'payment_provider', since: NOW });
    expect(app.system.stepsLookedFor).toEqual([{ refundId: 're_1' }]);
  });

  it('is what the row tells while Temporal is away', async () => {
    app.system.put({ id, ...stood });
    app.system.temporalIsAway = true;
    expect(await waits()).toEqual({ what: 'payment_provider', since: stood.createdAt });
  });

  it('is what the row tells when Temporal hangs, long before the deadline of the request', async () => {
    const hung = (_id: string, _of: unknown, soon: AbortSignal) =>
      new Promise<never>((_, reject) => soon.addEventListener('abort', () => reject(new DependencyError('temporal', 'late'))));
    const workflows = Object.assign(new FakeSystem(), { findPendingStep: hung });
    const hanging = await serveApp({ workflows, deadlineMs: 60_000 });
    hanging.system.put({ id, ...stood });
    const body = (await (await hanging.fetch(`/orders/${id}`)).json()) as OrderView;
    await hanging.close();
    expect(body.waitingFor).toEqual({ what: 'payment_provider', since: stood.createdAt });
  });

  it('is in lists as the row tells it, and in no event', async () => {
    app.system.put({ id, ...stood });
    const { orders } = (await (await app.fetch('/orders')).json()) as { orders: OrderView[] };
    expect(orders[0]?.waitingFor).toEqual({ what: 'payment_provider', since: stood.createdAt });
    const { events } = (await (await app.fetch(`/orders/${id}/events`)).json()) as { events: { order: Order }[] };
    expect(events[0]?.order).not.toHaveProperty('waitingFor');
    expect(app.system.stepsLookedFor).toEqual([]);
  });
});

describe('the tag of an order that stands still', () => {
  it('is another with each next try, so that nobody keeps an old one', async () => {
    app.system.put({ id, ...stood, version: 3 });
    const plain = await read();
    app.system.pendingStep = { on: 'payment', nextTryAt };
    const first = await read({ 'if-none-match': String(plain.etag) });
    expect([plain.etag, first.status]).toEqual(['"3"', 200]);
    expect((await read({ 'if-none-match': String(first.etag) })).status).toBe(304);
    app.system.pendingStep = { on: 'payment', nextTryAt: '2026-01-15T09:35:00.000Z' };
    expect((await read({ 'if-none-match': String(first.etag) })).status).toBe(200);
  });

  it('serves to change the order as its version does, until that is another', async () => {
    app.system.put({ id, ...stood, version: 3 });
    app.system.pendingStep = { on: 'payment', nextTryAt };
    const tag = String((await read()).etag);
    expect(tag).not.toBe('"3"');
    expect((await read({ 'if-match': '"3"' })).status).toBe(200);
    const note = (headers: Record<string, string>) => app.post(`/orders/${id}/notes`, { text: 'called' }, headers);
    expect((await note({ 'if-match': tag })).status).toBe(201);
    expect((await note({ 'if-match': tag })).status).toBe(412);
  });
});
