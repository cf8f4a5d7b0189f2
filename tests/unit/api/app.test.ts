import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openMetricsFaults } from '../../support/open-metrics.ts';
import { statusesOf } from '../../support/pipelined.ts';
import { request as orderRequest } from './support/fakes.ts';
import { problemOf, serveApp, type Served } from './support/serve-app.ts';

const order = { customerId: 'c-1', items: orderRequest().items };
const json = { 'content-type': 'application/json' };
const unknownOrder = '/orders/00000000-0000-4000-8000-000000000000';

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

describe('what cannot be parsed or is not acceptable', () => {
  it.each<[string, number, { method: string; path: string; headers?: Record<string, string | string[]>; body?: string | Buffer }]>([
    ['JSON that breaks off', 400, { method: 'POST', path: '/orders', headers: json, body: '{' }],
    ['a POST without a body', 400, { method: 'POST', path: '/orders', headers: json }],
    ['bytes that are not UTF-8', 400, { method: 'POST', path: '/orders', headers: json, body: Buffer.from([0x7b, 0xff, 0x7d]) }],
    ['a hundred thousand brackets', 400, { method: 'POST', path: '/orders', headers: json, body: '['.repeat(100_000) }],
    [
      'a hundred thousand balanced brackets',
      400,
      { method: 'POST', path: '/orders', headers: json, body: '['.repeat(100_000) + ']'.repeat(100_000) },
    ],
    ['a member that stands twice', 400, { method: 'POST', path: '/orders', headers: json, body: '{"customerId":"a","customerId":"b"}' }],
    [
      'a bad Idempotency-Key',
      400,
      { method: 'POST', path: '/orders', headers: { ...json, 'idempotency-key': '"a' }, body: JSON.stringify(order) },
    ],
    [
      'two Idempotency-Keys',
      400,
      { method: 'POST', path: '/orders', headers: { ...json, 'idempotency-key': ['a', 'b'] }, body: JSON.stringify(order) },
    ],
    ['a bad cursor', 400, { method: 'GET', path: '/orders?cursor=x' }],
    ['a path that is not percent-encoded', 400, { method: 'GET', path: '/inventory/%zz' }],
    ['another media type', 415, { method: 'POST', path: '/orders', headers: { 'content-type': 'text/plain' }, body: '{}' }],
    ['a body of no media type', 415, { method: 'PUT', path: '/inventory/a', body: '{}' }],
    [
      'another charset',
      415,
      { method: 'POST', path: '/orders', headers: { 'content-type': 'application/json; charset=latin1' }, body: '{}' },
    ],
    [
      'a compressed body',
      415,
      { method: 'POST', path: '/orders', headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(order)) },
    ],
    [
      'a body of more than 256 KiB',
      413,
      { method: 'POST', path: '/orders', headers: json, body: JSON.stringify({ ...order, metadata: { a: 'x'.repeat(256 * 1024) } }) },
    ],
    [
      'such a body in chunks',
      413,
      { method: 'POST', path: '/orders', headers: { ...json, 'transfer-encoding': 'chunked' }, body: 'x'.repeat(300_000) },
    ],
    ['an unknown query parameter', 422, { method: 'GET', path: '/orders?color=red' }],
    ['a query where none is known', 422, { method: 'POST', path: '/orders?dry=1', headers: json, body: JSON.stringify(order) }],
    ['a query parameter that stands twice', 422, { method: 'GET', path: '/orders?limit=1&limit=2' }],
    ['an unknown member', 422, { method: 'POST', path: '/orders', headers: json, body: JSON.stringify({ ...order, giftWrap: true }) }],
    ['an unknown address', 404, { method: 'GET', path: '/nothing' }],
    ['an address with a slash too many', 404, { method: 'GET', path: '/orders/' }],
    ['an id that can be none', 404, { method: 'GET', path: '/orders/1%27%20or%201=1' }],
    ['a SKU that can be none', 404, { method: 'GET', path: '/inventory/%00' }],
    ['events as XML', 406, { method: 'GET', path: `${unknownOrder}/events`, headers: { accept: 'application/xml' } }],
  ])('%s is answered with %i', async (_what, status, request) => {
    const answer = await app.raw(request);
    expect({ status: answer.status, type: answer.headers['content-type'] }).toEqual({ status, type: 'application/problem+json' });
    const body = JSON.parse(answer.body) as Record<string, unknown>;
    expect(body).toMatchObject({
      status,
      type: expect.stringMatching(/^https:\/\/orders\.example\/shop\/problems\/[a-z-]+$/),
      title: expect.any(String),
      detail: expect.any(String),
      instance: expect.stringMatching(/^\//),
    });
    expect(app.system.submitted).toEqual([]);
  });

  it('takes a charset of UTF-8, however it is written', async () => {
    expect((await app.post('/orders', order, { 'content-type': 'Application/JSON; charset="UTF-8"' })).status).toBe(201);
  });

  it('points at every fault of a body, and names the parameters of a query', async () => {
    const body = await problemOf(await app.post('/orders', { ...order, items: [{ sku: '', quantity: 0, priceCents: 1 }], note: 1 }));
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual(['/items/0/sku', '/items/0/quantity', '/note']);
    const query = await problemOf(await app.fetch('/orders?limit=0&status=nope'));
    expect(query.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['?limit', '?status']);
  });

  it('does not list more faults than anyone reads', async () => {
    const strays = Object.fromEntries(Array.from({ length: 4000 }, (_, i) => [`m${i}`, 1]));
    expect((await problemOf(await app.post('/orders', { ...order, ...strays }))).errors).toHaveLength(100);
  });

  it('asks no table about an id that can be none', async () => {
    await app.fetch('/orders/nope');
    expect(app.system.lookups).toBe(0);
  });

  it.each([
    ['DELETE', '/orders', 'GET, HEAD, OPTIONS, POST'],
    ['PUT', unknownOrder, 'GET, HEAD, OPTIONS, PATCH'],
    ['GET', `${unknownOrder}/cancel`, 'OPTIONS, POST'],
    ['POST', '/inventory/a', 'GET, HEAD, OPTIONS, PUT'],
    ['POST', '/docs', 'GET, HEAD, OPTIONS'],
    ['POST', '/docs/', 'GET, HEAD'],
    ['OPTIONS', '/docs/start.js', 'GET, HEAD'],
  ])('refuses %s %s and tells what is allowed', async (method, path, allow) => {
    const response = await app.fetch(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    await problemOf(response);
  });

  it('tells by OPTIONS what is allowed', async () => {
    const response = await app.fetch('/orders', { method: 'OPTIONS' });
    expect([response.status, response.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS, POST']);
  });

  it('cuts off a body that comes in single bytes, with an answer', async () => {
    const headers = { ...json, 'transfer-encoding': 'chunked' };
    const socket = connect(app.server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const head = Object.entries(headers).map((header) => header.join(': '));
    socket.write(['POST /orders HTTP/1.1', 'Host: localhost', ...head, '', '1\r\n \r\n'.repeat(1_000_000)].join('\r\n'));
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    expect(received).toMatch(/^HTTP\/1.1 413[^]*4096 pieces/);
  });

  it('still reads the next request of a connection whose body it refused', async () => {
    const socket = connect(app.server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    const body = 'x'.repeat(300_000);
    socket.write(
      `POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (!received.includes('healthy')) await sleep(10);
    expect(received).toContain('HTTP/1.1 413');
    socket.destroy();
  });
});

describe('what breaks', () => {
  it('is answered without a word of what is inside, and logged whole', async () => {
    app.system.find = () => Promise.reject(new TypeError('select secret from postgres://u:p@db/x', { cause: new Error('deeper') }));
    const response = await app.fetch(unknownOrder);
    expect(response.status).toBe(500);
    const body = await problemOf(response);
    expect(JSON.stringify(body)).not.toMatch(/secret|postgres|TypeError/);
    const line = app.logLines.find(({ level }) => level === 'error');
    expect(line).toMatchObject({
      requestId: response.headers.get('x-request-id'),
      err: { type: 'TypeError', stack: expect.any(String), cause: { message: 'deeper' } },
    });
    expect(JSON.stringify(app.logLines)).not.toContain('u:p@');
  });

  it.each(['/orders', unknownOrder, `${unknownOrder}/events`])(
    'GET %s without PostgreSQL is answered with 503 and when to come back',
    async (path) => {
      app.system.postgresIsAway = true;
      const response = await app.fetch(path);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      expect(JSON.stringify(await problemOf(response))).not.toMatch(/ECONNREFUSED|5432/);
      expect(app.logLines.map(({ level }) => level)).toContain('warn');
      expect(app.logLines.map(({ level }) => level)).not.toContain('error');
    },
  );

  it('an expected mistake is no error in the log', async () => {
    await app.post('/orders', {});
    expect(app.logLines.map(({ level }) => level)).toEqual(['debug', 'info']);
  });
});

describe('the deadline', () => {
  it('answers for whoever has not', async () => {
    await app.close();
    app = await serveApp({ deadlineMs: 100 });
    app.system.hangs = true;
    const response = await app.fetch(unknownOrder);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect((await problemOf(response)).type).toContain('deadline-exceeded');
  });

  it('also ends a body that does not, and its connection', async () => {
    await app.close();
    app = await serveApp({ deadlineMs: 100 });
    const socket = connect(app.server.port, '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.write('POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1.1 408[^]*request-timeout/);
  });
});

describe('every answer', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('returns the request id and the trace that came', async () => {
    const { headers } = await app.fetch('/nothing', { headers: { 'x-request-id': 'req-1', traceparent } });
    expect([headers.get('x-request-id'), headers.get('traceparent')]).toEqual(['req-1', traceparent]);
  });

  it('hands on what tracers on the way have added, to the order and its events', async () => {
    app.system.put({ id: '00000000-0000-4000-8000-000000000001' });
    const headers = { traceparent, tracestate: 'vendor=1' };
    await app.post('/orders/00000000-0000-4000-8000-000000000001/cancel', {}, headers);
    expect(app.system.cancels[0]?.cause).toMatchObject(headers);
  });

  it.each([
    {},
    { 'x-request-id': 'a b', traceparent: 'nonsense' },
    { 'x-request-id': 'x'.repeat(129), traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` },
  ])('has new ones in place of %j', async (given) => {
    const { headers } = await app.fetch('/health', { headers: given as Record<string, string> });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('has one line in the log, with its ids and without its query', async () => {
    app.system.put({ id: '00000000-0000-4000-8000-000000000001' });
    await app.fetch('/orders/00000000-0000-4000-8000-000000000001', { headers: { 'x-request-id': 'req-2' } });
    await app.fetch('/orders?customerId=someone');
    await app.fetch('/healthz');
    expect(app.logLines).toEqual([
      expect.objectContaining({
        process: 'api',
        level: 'info',
        method: 'GET',
        route: '/orders/{id}',
        status: 200,
        requestId: 'req-2',
        orderId: '00000000-0000-4000-8000-000000000001',
        ms: expect.any(Number),
      }),
      expect.objectContaining({ route: '/orders', path: '/orders' }),
    ]);
    expect(JSON.stringify(app.logLines)).not.toContain('someone');
  });

  it('says what it is and not by what it was made, and is nothing that a browser runs or frames', async () => {
    for (const path of ['/health', '/orders', unknownOrder, '/nowhere', '/openapi.json']) {
      const { headers } = await app.fetch(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'cache-control': expect.stringMatching(/^no-(store|cache)$/),
      });
      expect(headers.has('x-powered-by')).toBe(false);
    }
  });

  it('goes to HEAD without its body', async () => {
    const [get, head] = await Promise.all([app.fetch('/orders'), app.fetch('/orders', { method: 'HEAD' })]);
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, get.headers.get('content-length'), '']);
  });
});

describe('what operators and people read', () => {
  it('is live, healthy and ready', async () => {
    expect(await (await app.fetch('/health')).json()).toEqual({ status: 'healthy' });
    expect((await app.fetch('/healthz?verbose')).status).toBe(200);
    expect(await (await app.fetch('/readyz')).json()).toMatchObject({ status: 'ready', dependencies: { nats: 'down' } });
  });

  it('closes connections and is not ready while it drains', async () => {
    app.drain();
    const response = await app.fetch('/readyz');
    expect([response.status, response.headers.get('connection'), response.headers.get('retry-after')]).toEqual([503, 'close', '2']);
  });

  it('counts requests by pattern, never by path', async () => {
    await app.fetch(unknownOrder);
    await app.fetch('/wp-admin.php');
    await app.raw({ method: 'PROPFIND', path: '/orders' });
    const text = await (await app.fetch('/metrics')).text();
    expect(text).toContain('http_request_duration_seconds_count{method="GET",route="/orders/{id}",status="404"}');
    expect(text).toContain('route="unmatched",status="404"');
    expect(text).toContain('method="_OTHER",route="unmatched",status="501"');
    expect(text).not.toMatch(/wp-admin|00000000-0000|PROPFIND/);
  });

  it('shows metrics as OpenMetrics to who asks for that', async () => {
    const response = await app.fetch('/metrics', { headers: { accept: 'application/openmetrics-text; version=1.0.0' } });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const page = await response.text();
    expect(openMetricsFaults(page)).toEqual([]);
    expect(page).toMatch(/^# TYPE process_cpu_seconds counter$/m);
  });

  it('has one more series for any number of paths that nobody knows', async () => {
    const routes = async () => {
      const page = await (await app.fetch('/metrics')).text();
      return [...page.matchAll(/^http_request_duration_seconds_count\{.*?route="(.*?)",status="404"/gm)].map(([, route]) => route);
    };
    const before = await routes();
    expect(await statusesOf(app.server.port, 200, () => `/${randomUUID()}.php?${randomUUID()}`)).toEqual(new Set(['404']));
    expect(await routes()).toEqual([...new Set([...before, 'unmatched'])]);
  });
});
