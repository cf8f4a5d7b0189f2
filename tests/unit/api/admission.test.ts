import { once } from 'node:events';
import { connect } from 'node:net';
import { createPlaces } from '../../../api/places.ts';
import { eventually } from '../../../platform/poll.ts';
import { request as orderRequest } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const order = { customerId: 'c-1', items: orderRequest().items };
const anOrder = '/orders/00000000-0000-4000-8000-000000000001';

let app: Served;
beforeEach(async () => {
  app = await serveApp({ places: createPlaces({ reads: 2, writes: 1 }, 2000) });
  app.system.put({ id: anOrder.slice('/orders/'.length) });
});
afterEach(() => app.close());

/** Requests that stay under way until the test lets them go. */
async function hold(...requests: (() => Promise<Response>)[]) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const { find, findCreated } = app.system;
  let held = 0;
  const heldBack =
    <A, T>(look: (id: A) => Promise<T>) =>
    async (id: A) => (held++, await gate, look(id));
  Object.assign(app.system, { find: heldBack(find), findCreated: heldBack(findCreated) });
  const answers = requests.map((send) => send());
  await eventually(
    async () => held,
    (count) => count === requests.length,
  );
  Object.assign(app.system, { find, findCreated });
  return async () => {
    letGo();
    return (await Promise.all(answers)).map(({ status }) => status);
  };
}

const read = () => app.fetch(anOrder);
const write = () => app.post('/orders', order);
const wait = () => app.post('/orders', order, { prefer: 'wait=1' });

describe('past the limit of requests in flight', () => {
  it('a write is shed at once with 429 and when to come back, and nothing was done for it', async () => {
    const letGo = await hold(write);
    const shed = await app.post('/orders', order, { 'idempotency-key': 'k-1' });
    expect([shed.status, shed.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await problemOf(shed)).type).toContain('overloaded');
    expect(app.system.submitted).toEqual([]);
    expect(await letGo()).toEqual([201]);
    // The key of the one that was shed is bound to nothing.
    expect((await app.post('/orders', { ...order, customerId: 'other' }, { 'idempotency-key': 'k-1' })).status).toBe(201);
  });

  it('reads are shed apart from writes', async () => {
    const letGo = await hold(read, read);
    expect((await read()).status).toBe(429);
    expect((await write()).status).toBe(201);
    await letGo();
    expect((await read()).status).toBe(200);
  });

  it('those who wait keep nobody from ordering', async () => {
    const letGo = await hold(wait);
    expect((await wait()).status).toBe(429);
    expect((await write()).status).toBe(201);
    await letGo();
  });

  it('notifications of providers have places of their own', async () => {
    const letGo = await hold(write);
    const notified = await app.post('/webhooks/carrier', {}, { 'webhook-id': '1' });
    expect(notified.status).toBe(401);
    await letGo();
  });

  it.each(['/health', '/healthz', '/readyz', '/metrics', '/openapi.json'])('%s is never shed', async (path) => {
    const letGo = await hold(read, read, write);
    expect((await app.fetch(path)).status).toBe(200);
    await letGo();
  });

  it('shows in the metrics', async () => {
    const letGo = await hold(write);
    await write();
    expect(await (await app.fetch('/metrics')).text()).toContain(
      'http_request_duration_seconds_count{method="POST",route="/orders",status="429"}',
    );
    await letGo();
  });
});

describe('a place', () => {
  it('is not taken by a body that trickles in', async () => {
    const socket = connect(app.server.port, '127.0.0.1');
    socket.write('POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await once(socket, 'connect');
    expect([(await write()).status, (await write()).status]).toEqual([201, 201]);
    socket.destroy();
  });

  it('is free again after a client that went away, even if its work never ends', async () => {
    await app.close();
    app = await serveApp({ places: createPlaces({ reads: 1, writes: 1 }, 200), deadlineMs: 200 });
    app.system.hangs = true;
    const goingAway = new AbortController();
    const gone = app.fetch(anOrder, { signal: goingAway.signal }).catch(() => 'gone');
    await eventually(
      async () => app.system.lookups,
      (lookups) => lookups === 1,
    );
    goingAway.abort();
    expect(await gone).toBe('gone');
    app.system.hangs = false;
    await eventually(read, ({ status }) => status === 404);
  });

  it('is free again after the deadline', async () => {
    await app.close();
    app = await serveApp({ places: createPlaces({ reads: 1, writes: 1 }, 100), deadlineMs: 100 });
    app.system.hangs = true;
    expect((await read()).status).toBe(503);
    app.system.hangs = false;
    expect((await read()).status).toBe(404);
  });
});
