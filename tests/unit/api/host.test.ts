import { once } from 'node:events';
import { connect } from 'node:net';
import { serveApp, type Served } from './support/serve-app.ts';

let app: Served;
afterEach(() => app.close());

/** The answer to a GET whose first line and Host are as given. */
async function get(target: string, ...hosts: string[]): Promise<string> {
  const socket = connect(app.server.port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.write([`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''].join('\r\n'));
  await once(socket, 'close');
  return received;
}
const statusOf = (received: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1]);

describe('the header Host', () => {
  beforeEach(async () => {
    app = await serveApp({ whereabouts: { host: '0.0.0.0', url: 'http://orders.example', isOpen: true } });
  });

  it.each([
    [[]],
    [['a', 'b']],
    [['']],
    [['a b']],
    [['a/b']],
    [['user@a']],
    [['ä']],
    [['%zz']],
    [['a:b']],
    [['a:65536']],
    [[':80']],
    [['[::1']],
    [['[zz]']],
    [['::1']],
  ])('is a problem when it is %j', async (hosts) => {
    expect(await get('/health', ...hosts)).toMatch(/^HTTP\/1.1 400[^]*"pointer":"Host"/);
  });

  it.each(['a', 'A.b_c:80', 'a:', '[2001:db8::1]:8080', '10.0.0.1', "a%20!$&'()*+,;=~"])('may be %s', async (host) => {
    expect(statusOf(await get('/health', host))).toBe(200);
  });

  it('is not needed by HTTP/1.0', async () => {
    const socket = connect(app.server.port, '127.0.0.1');
    socket.write('GET /health HTTP/1.0\r\n\r\n');
    const [received] = (await once(socket, 'data')) as [Buffer];
    expect(statusOf(received.toString())).toBe(200);
  });
});

describe.each(['127.0.0.1', '::1', 'localhost'])('an API on %s', (host) => {
  beforeEach(async () => {
    app = await serveApp({ whereabouts: { host, url: 'https://orders.example/shop', isOpen: true } });
  });

  it.each([
    'localhost',
    'LOCALHOST.:8080',
    'orders.localhost:1',
    '127.0.0.1',
    '127.8.8.8:80',
    '[::1]:8080',
    '[::ffff:127.0.0.1]',
    'orders.example',
    'Orders.Example:8443',
  ])('is reached as %s', async (name) => {
    expect(statusOf(await get('/orders', name))).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil-localhost',
    '10.0.0.1',
    '[::2]',
    '0.0.0.0',
    '1.2.3.4.5',
  ])('is not reached as %s, to which a web page may have bound it', async (name) => {
    expect(await get('/orders', name)).toMatch(/^HTTP\/1.1 421[^]*misdirected-request/);
  });

  it('is named by an absolute address in place of Host', async () => {
    expect(statusOf(await get('http://localhost:8080/orders', 'evil.example'))).toBe(200);
    expect(statusOf(await get('http://evil.example/orders', 'localhost'))).toBe(421);
    expect(statusOf(await get('http://evil%zz/orders', 'localhost'))).toBe(400);
  });
});

describe('a request that a browser sends for a web page', () => {
  const order = { customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 1, priceCents: 1 }] };
  beforeEach(async () => {
    app = await serveApp();
  });
  const own = () => `http://127.0.0.1:${app.server.port}`;

  it.each<[string, (() => string) | undefined, string | undefined]>([
    ['of its own, beside it', own, 'same-origin'],
    ['of its own, in an older browser', own, undefined],
    ['of its own, behind a proxy that takes TLS off', () => own().replace('http:', 'https:'), undefined],
    ['at PUBLIC_URL', () => 'https://orders.example', 'cross-site'],
    ['that a person typed in', undefined, 'none'],
  ])('%s is taken', async (_which, origin, site) => {
    const headers = { ...(origin && { origin: origin() }), ...(site && { 'sec-fetch-site': site }) };
    expect((await app.post('/orders', order, headers)).status).toBe(201);
  });

  it.each<[string, string | undefined, string | undefined]>([
    ['of a stranger', 'https://evil.example', 'cross-site'],
    ['of a stranger, in an older browser', 'https://evil.example', undefined],
    ['of a stranger, in a frame without an origin', 'null', undefined],
    ['of another server on this machine', 'http://127.0.0.1:3000', 'same-site'],
    ['of a stranger whose origin it keeps to itself', undefined, 'cross-site'],
  ])('%s is refused where it would change something', async (_which, origin, site) => {
    const headers = { ...(origin && { origin }), ...(site && { 'sec-fetch-site': site }) };
    const response = await app.post('/orders', order, headers);
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ type: expect.stringMatching(/foreign-page$/) }),
    ]);
    expect(app.system.submitted).toEqual([]);
  });

  it('may come from any page when somebody follows a link to it; no script of that page reads the answer', async () => {
    const response = await app.fetch('/docs/', { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});
