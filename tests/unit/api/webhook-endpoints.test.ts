import type { WebhookEndpoint } from '../../../domain/webhook.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const URL = 'https://shop.example/webhooks';
const ENDPOINTS = '/webhook-endpoints';
const EVENT = '00000000-0000-4000-8000-000000000001:1';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
type WithSecret = WebhookEndpoint & { secret?: string };

async function create(over: object = {}, headers = {}): Promise<WithSecret> {
  const answer = await app.post(ENDPOINTS, { url: URL, ...over }, headers);
  expect(answer.status).toBe(201);
  return (await answer.json()) as WithSecret;
}

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  app.fetch(path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

async function outcomeOf(answer: Response): Promise<unknown[]> {
  const { status, type, errors } = await problemOf(answer);
  return [status, type.split('/').at(-1), ...(errors ?? []).map(({ pointer }) => pointer)];
}

describe('a webhook endpoint', () => {
  it('is made with a secret that is shown once', async () => {
    const answer = await app.post(ENDPOINTS, { url: URL, eventTypes: ['orders.shipped', 'orders.shipped'] });
    const { secret, ...made } = (await answer.json()) as WithSecret;
    expect(made).toMatchObject({ url: URL, eventTypes: ['orders.shipped'], status: 'active', version: 1 });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect([answer.headers.get('location'), answer.headers.get('etag')]).toEqual([`${ENDPOINTS}/${made.endpointId}`, '"1"']);
    const read = await app.fetch(`${ENDPOINTS}/${made.endpointId}`);
    expect([await read.json(), read.headers.get('etag')]).toEqual([made, '"1"']);
    expect(await (await app.fetch(ENDPOINTS)).json()).toEqual({ endpoints: [made], nextCursor: null });
  });

  it('is changed by what is named, and by nothing else', async () => {
    const { endpointId } = await create({ description: 'mine' });
    const answer = await send('PATCH', `${ENDPOINTS}/${endpointId}`, { status: 'paused', eventTypes: ['orders.created'] });
    expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await answer.json()).toMatchObject({
      url: URL,
      description: 'mine',
      status: 'paused',
      eventTypes: ['orders.created'],
      version: 2,
    });
  });

  it('that was switched off is switched on by its status alone', async () => {
    const { secret: _, ...made } = await create();
    const off = { ...made, status: 'disabled' as const, disabled: { at: made.createdAt, reason: 'it answered 410' } };
    await app.endpoints.update(off);
    const patch = async (body: object) => (await (await send('PATCH', `${ENDPOINTS}/${made.endpointId}`, body)).json()) as WebhookEndpoint;
    expect(await patch({ description: 'x' })).toMatchObject({ status: 'disabled', disabled: off.disabled });
    const on = await patch({ status: 'active' });
    expect([on.status, on.disabled]).toEqual(['active', undefined]);
  });

  it('is gone once it is deleted', async () => {
    const { endpointId } = await create();
    expect((await send('DELETE', `${ENDPOINTS}/${endpointId}`)).status).toBe(204);
    expect((await app.fetch(`${ENDPOINTS}/${endpointId}`)).status).toBe(404);
    expect(await outcomeOf(await send('DELETE', `${ENDPOINTS}/${endpointId}`))).toEqual([404, 'webhook-endpoint-not-found']);
  });

  it.each([
    ['PATCH', '', { description: 'x' }],
    ['DELETE', '', undefined],
    ['POST', '/rotate-secret', {}],
    ['POST', '/test', {}],
    ['POST', '/replay', { since: '2026-01-01T00:00:00Z' }],
  ])('is left alone by %s%s when it is not as that demands', async (method, action, body) => {
    const { endpointId } = await create();
    const before = structuredClone(app.endpoints.rows.get(endpointId));
    const path = `${ENDPOINTS}/${endpointId}${action}`;
    expect(await outcomeOf(await send(method, path, body, { 'if-match': '"7"' }))).toEqual([412, 'precondition-failed']);
    expect([app.endpoints.rows.get(endpointId), app.endpoints.queue]).toEqual([before, []]);
    expect((await send(method, path, body, { 'if-match': '"1"' })).ok).toBe(true);
  });

  it.each<[unknown, string]>([
    [{}, '/url'],
    [{ url: 'shop.example' }, '/url'],
    [{ url: 'ftp://shop.example' }, '/url'],
    [{ url: 'https://me:secret@shop.example' }, '/url'],
    [{ url: 'http://shop.example' }, '/url'],
    [{ url: `https://shop.example/${'x'.repeat(2000)}` }, '/url'],
    [{ url: URL, eventTypes: ['orders.unheard_of'] }, '/eventTypes/0'],
    [{ url: URL, description: '' }, '/description'],
    [{ url: URL, status: 'active' }, '/status'],
    [{ url: URL, secret: 'whsec_x' }, '/secret'],
  ])('is not made of %j', async (body, pointer) => {
    expect(await outcomeOf(await app.post(ENDPOINTS, body))).toEqual([422, 'invalid-request', pointer]);
    expect(app.endpoints.rows.size).toBe(0);
  });

  it('cannot be switched off by a caller, nor sent elsewhere than may be', async () => {
    const { endpointId } = await create();
    for (const [body, pointer] of [
      [{ status: 'disabled' }, '/status'],
      [{ url: 'http://shop.example' }, '/url'],
    ] as const)
      expect(await outcomeOf(await send('PATCH', `${ENDPOINTS}/${endpointId}`, body))).toEqual([422, 'invalid-request', pointer]);
  });

  it('is one of at most a hundred', async () => {
    for (let n = 0; n < 100; n++) await create();
    expect(await outcomeOf(await app.post(ENDPOINTS, { url: URL }))).toEqual([409, 'too-many-webhook-endpoints']);
  });

  it.each(['', '/deliveries', '/rotate-secret', '/test', '/replay'])('that is none has nothing at %s', async (action) => {
    const method = ['', '/deliveries'].includes(action) ? 'GET' : 'POST';
    const body = action === '/replay' ? { eventIds: [EVENT] } : {};
    for (const id of [UNKNOWN, 'nonsense']) {
      const answer = await send(method, `${ENDPOINTS}/${id}${action}`, method === 'POST' ? body : undefined);
      expect(await outcomeOf(answer)).toEqual([404, 'webhook-endpoint-not-found']);
    }
  });
});

describe('under an Idempotency-Key', () => {
  const key = { 'idempotency-key': 'k-1' };

  it('an endpoint is made once, and its secret is told again until it is replaced', async () => {
    const first = await create({}, key);
    const again = await app.post(ENDPOINTS, { url: URL }, key);
    expect([again.status, again.headers.get('idempotent-replayed'), await again.json()]).toEqual([201, 'true', first]);
    await app.post(`${ENDPOINTS}/${first.endpointId}/rotate-secret`, {});
    const { secret, ...later } = await create({}, key);
    expect([secret, later.endpointId, app.endpoints.rows.size]).toEqual([undefined, first.endpointId, 1]);
  });

  it('other content is refused', async () => {
    await create({}, key);
    expect(await outcomeOf(await app.post(ENDPOINTS, { url: `${URL}/2` }, key))).toEqual([
      422,
      'idempotency-key-reused',
      'Idempotency-Key',
    ]);
  });

  it('a change is made once, and so is a rotation, whose secret is told again', async () => {
    const { endpointId } = await create();
    for (const replayed of [null, 'true']) {
      const answer = await send('PATCH', `${ENDPOINTS}/${endpointId}`, { status: 'paused' }, key);
      expect([answer.headers.get('idempotent-replayed'), ((await answer.json()) as WebhookEndpoint).version]).toEqual([replayed, 2]);
    }
    const rotate = async () => (await (await app.post(`${ENDPOINTS}/${endpointId}/rotate-secret`, {}, key)).json()) as WithSecret;
    const [first, second] = [await rotate(), await rotate()];
    expect([second, first.version]).toEqual([first, 3]);
    expect(app.endpoints.rows.get(endpointId)).toMatchObject({
      secret: { secret: first.secret },
      previousUntil: new Date('2026-01-16T09:30:00.000Z'),
    });
  });

  it('a test is sent once', async () => {
    const { endpointId } = await create();
    for (let n = 0; n < 2; n++) expect((await app.post(`${ENDPOINTS}/${endpointId}/test`, {}, key)).status).toBe(202);
    expect(app.endpoints.queue).toMatchObject([{ eventType: 'webhooks.test', status: 'pending' }]);
  });
});

describe('a replay', () => {
  it('queues the events that it names, or none when there is one that is not', async () => {
    const { endpointId } = await create();
    app.endpoints.known.add(EVENT);
    const replay = (body: object) => app.post(`${ENDPOINTS}/${endpointId}/replay`, body);
    const answer = await replay({ eventIds: [EVENT, EVENT] });
    expect([answer.status, await answer.json()]).toEqual([202, { queued: 1, nextSince: null }]);
    const problem = await outcomeOf(await replay({ eventIds: [EVENT, `${UNKNOWN}:2`] }));
    expect(problem).toEqual([422, 'invalid-request', '/eventIds/1']);
  });

  it.each<[object, string]>([
    [{}, ''],
    [{ eventIds: [EVENT], since: '2026-01-01T00:00:00Z' }, ''],
    [{ eventIds: [] }, '/eventIds'],
    [{ eventIds: Array.from({ length: 101 }, () => EVENT) }, '/eventIds'],
    [{ eventIds: ['test:1'] }, '/eventIds/0'],
    [{ since: 'yesterday' }, '/since'],
  ])('is not made of %j', async (body, pointer) => {
    const { endpointId } = await create();
    expect(await outcomeOf(await app.post(`${ENDPOINTS}/${endpointId}/replay`, body))).toEqual([422, 'invalid-request', pointer]);
  });

  it.each(['replay', 'test'])('or a test goes to no endpoint that takes nothing: %s', async (action) => {
    const { endpointId } = await create();
    await send('PATCH', `${ENDPOINTS}/${endpointId}`, { status: 'paused' });
    const body = action === 'replay' ? { since: '2026-01-01T00:00:00Z' } : {};
    expect(await outcomeOf(await app.post(`${ENDPOINTS}/${endpointId}/${action}`, body))).toEqual([409, 'webhook-endpoint-not-active']);
  });
});

describe('the lists', () => {
  it('of endpoints and of deliveries go on page by page, and know their own cursors only', async () => {
    const { endpointId } = await create();
    await create();
    for (let n = 0; n < 3; n++) await app.post(`${ENDPOINTS}/${endpointId}/test`, {});
    const get = async (path: string) => (await (await app.fetch(path)).json()) as { deliveries?: object[]; nextCursor: string | null };
    const endpoints = await get(`${ENDPOINTS}?limit=1`);
    expect(await get(`${ENDPOINTS}?limit=1&cursor=${endpoints.nextCursor}`)).toMatchObject({
      endpoints: [{ endpointId }],
      nextCursor: null,
    });
    const deliveries = `${ENDPOINTS}/${endpointId}/deliveries`;
    const first = await get(`${deliveries}?status=pending&limit=2`);
    expect(first.deliveries).toHaveLength(2);
    expect((await get(`${deliveries}?status=pending&limit=2&cursor=${first.nextCursor}`)).deliveries).toHaveLength(1);
    expect((await get(`${deliveries}?status=dead`)).deliveries).toEqual([]);
    for (const path of [`${deliveries}?cursor=${first.nextCursor}`, `${ENDPOINTS}?cursor=${first.nextCursor}`, `${deliveries}?cursor=x`])
      expect(await outcomeOf(await app.fetch(path))).toEqual([400, 'malformed-request', '?cursor']);
  });

  it('refuse a status that there is not', async () => {
    const { endpointId } = await create();
    expect(await outcomeOf(await app.fetch(`${ENDPOINTS}/${endpointId}/deliveries?status=lost`))).toEqual([
      422,
      'invalid-request',
      '?status',
    ]);
  });
});
