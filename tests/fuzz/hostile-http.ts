import type { Hostile } from './hostile-bodies.ts';
import { http, postOrder, type RawRequest } from './raw-request.ts';

const bytes = (text: string): RawRequest => ({ bytes: Buffer.from(text, 'latin1') });
const get = (path: string, ...headers: string[]) => http(`GET ${path}`, headers);
const chunked = (body: string, encoding = 'chunked') =>
  bytes(`POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: ${encoding}\r\n\r\n${body}`);
const withLength = (...lengths: string[]) =>
  bytes(`POST /orders HTTP/1.1\r\nHost: localhost\r\n${lengths.map((length) => `Content-Length: ${length}\r\n`).join('')}\r\n{}`);
const anOrder = '/orders/00000000-0000-4000-8000-000000000000';

const addresses: Hostile[] = [
  ['percent-encoding that is none', 400, /percent-encoded/, get('/orders/%zz')],
  ['percent-encoding that breaks off', 400, /percent-encoded/, get('/inventory/%')],
  ['percent-encoding that is not UTF-8', 400, /percent-encoded/, get('/inventory/%ff%fe')],
  ['a NUL in an id', 404, /no order/, get('/orders/%00')],
  ['SQL for an id', 404, /no order/, get(`/orders/1%27%20or%20%271%27=%271`)],
  ['a way out of the folder', 404, /nothing at this address/, get('/orders/../../etc/passwd')],
  ['an encoded way out of the folder', 404, /no order/, get('/orders/..%2f..%2fetc%2fpasswd')],
  ['a slash too many', 404, /nothing at this address/, get('//orders')],
  ['an asterisk', 404, /nothing at this address/, get('*')],
  ['a control character in the address', 400, /HTTP\/1\.1/, bytes('GET /orders\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  ['an address of 100 KB', 414, /16 KiB/, get(`/orders/${'a'.repeat(100_000)}`)],
  ['a query of 10 KB', 422, /unknown query parameter/, get(`/orders?${'a'.repeat(10_000)}=1`)],
  ['a query of 100 KB', 414, /16 KiB/, get(`/orders?customerId=${'a'.repeat(100_000)}`)],
  ['3,000 query parameters', 422, /unknown query parameter/, get(`/orders?${'a&'.repeat(3000)}`)],
  ['a parameter that stands twice', 422, /stand once/, get('/orders?limit=1&limit=2')],
  ['a parameter of an object', 422, /limit\[\$gt\]/, get('/orders?limit[$gt]=1')],
  ['__proto__ for a parameter', 422, /__proto__/, get('/orders?__proto__[limit]=1')],
  ['1e9 for a limit', 422, /limit/, get('/orders?limit=1e9')],
  ['NUL for a customer', 422, /customerId/, get('/orders?customerId=%00')],
  ['rubbish for a cursor', 400, /cursor/, get('/orders?cursor=%00%ff')],
  ['a cursor made up', 400, /cursor/, get(`/orders?cursor=${Buffer.from('["2020-01-01T00:00:00Z",{},"x"]').toString('base64url')}`)],
];

const methods: Hostile[] = [
  ...['DELETE', 'PATCH', 'PUT', 'QUERY', 'TRACE'].map((method): Hostile => [
    `${method} on orders`,
    405,
    /knows GET/,
    http(`${method} /orders`),
  ]),
  ...['PROPFIND', 'M-SEARCH', 'BREW', 'get'].map((method): Hostile => [
    `${method}, which is no method here`,
    501,
    /method/,
    http(`${method} /orders`),
  ]),
  ['a tunnel', 405, /no proxy/, bytes('CONNECT a:443 HTTP/1.1\r\nHost: localhost\r\n\r\n')],
];

const headers: Hostile[] = [
  ['a header of 100 KB', 431, /16 KiB/, get('/orders', `X-Big: ${'x'.repeat(100_000)}`)],
  ['5,000 headers', 431, /16 KiB/, get('/orders', ...Array.from({ length: 5000 }, (_, n) => `X-${n}: 1`))],
  ['a NUL in a header', 400, /HTTP\/1\.1/, get('/orders', 'X: a\0b')],
  ['a header without a colon', 400, /HTTP\/1\.1/, get('/orders', 'nonsense')],
  ['a header without a name', 400, /HTTP\/1\.1/, get('/orders', ': a')],
  ['a folded header', 400, /HTTP\/1\.1/, get('/orders', 'X: a\r\n b')],
  ['no Host', 400, /Host/, bytes('GET /orders HTTP/1.1\r\n\r\n')],
  ['two Hosts', 400, /Host/, get('/orders', 'Host: b')],
  ['an Idempotency-Key of 256 characters', 400, /Idempotency-Key/, postOrder('{}', [`Idempotency-Key: ${'k'.repeat(256)}`])],
  ['two Idempotency-Keys', 400, /Idempotency-Key/, postOrder('{}', ['Idempotency-Key: a', 'Idempotency-Key: b'])],
  ['an Idempotency-Key that is not ASCII', 400, /Idempotency-Key/, postOrder('{}', ['Idempotency-Key: \xff'])],
  ['rubbish for a preference, which is ignored', 422, /not acceptable/, postOrder('{}', ['Prefer: wait="'])],
  ['a wait that is none, which is ignored', 422, /not acceptable/, postOrder('{}', ['Prefer: wait=-1'])],
  ['a web page of a stranger', 403, /web page/, postOrder('{}', ['Origin: https://evil.example'])],
  [
    "a stranger's name for this machine",
    421,
    /names of this machine/,
    bytes('GET /orders HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n'),
  ],
  ['a Host that is none', 400, /Host/, bytes('GET /orders HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n')],
  ['8 KB of commas for ETags', 404, /no order/, get(anOrder, `If-None-Match: ${','.repeat(8000)}`)],
  ['an expectation that nobody has', 400, /JSON body/, http('POST /orders', ['Expect: the-unexpected'])],
];

const lengths: Hostile[] = [
  ['a length that is negative', 400, /HTTP\/1\.1/, withLength('-1')],
  ['a length with a sign', 400, /HTTP\/1\.1/, withLength('+2')],
  ['a length beyond 2^64', 400, /HTTP\/1\.1/, withLength('99999999999999999999')],
  ['two lengths', 400, /HTTP\/1\.1/, withLength('2', '3')],
  ['a list of lengths', 400, /HTTP\/1\.1/, withLength('2, 2')],
  ['a length of a terabyte', 413, /262144 bytes/, postOrder('{}', ['Content-Length: 1000000000000'])],
  ['a length and chunks', 400, /HTTP\/1\.1/, postOrder('0\r\n\r\n', ['Content-Length: 5', 'Transfer-Encoding: chunked'])],
  ['a length that is too short', 400, /not JSON/, postOrder('{"customerId":"c"}', ['Content-Length: 5'])],
  ['a coding within chunks', 501, /Transfer-Encoding/, chunked('0\r\n\r\n', 'gzip, chunked')],
  ['chunks in an unknown encoding', 501, /Transfer-Encoding/, chunked('0\r\n\r\n', 'xchunked')],
  ['chunks that are not last', 400, /HTTP\/1\.1/, chunked('0\r\n\r\n', 'chunked, identity')],
  ['a space before the colon', 400, /HTTP\/1\.1/, get('/orders', 'Transfer-Encoding : chunked')],
  ['a chunk size that is none', 400, /HTTP\/1\.1/, chunked('zz\r\n{}\r\n0\r\n\r\n')],
  ['a negative chunk size', 400, /HTTP\/1\.1/, chunked('-2\r\n{}\r\n0\r\n\r\n')],
  ['a chunk size beyond 2^64', 400, /HTTP\/1\.1/, chunked('fffffffffffffffff\r\n{}\r\n')],
  ['a chunk longer than it says', 400, /HTTP\/1\.1/, chunked('2\r\n{"a":1}\r\n0\r\n\r\n')],
  ['an endless chunk extension', 413, /chunk extensions/, chunked(`2;${'a'.repeat(100_000)}`)],
  ['chunks of 10 MB', 413, /262144 bytes/, chunked(`989680\r\n${' '.repeat(10_000_000)}\r\n0\r\n\r\n`)],
  ['a million chunks of a byte', 413, /4096 pieces/, chunked('1\r\n \r\n'.repeat(1_000_000))],
];

const otherProtocols: Hostile[] = [
  ['lines that end in LF', 400, /HTTP\/1\.1/, bytes('GET /orders HTTP/1.1\nHost: localhost\n\n')],
  ['an unknown version', 400, /HTTP\/1\.1/, bytes('GET /orders HTTP/3.9\r\nHost: localhost\r\n\r\n')],
  ['HTTP/0.9', 400, /Host/, bytes('GET /orders\r\n\r\n')],
  ['HTTP/2', 400, /HTTP\/1\.1/, bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
  ['TLS', 400, /./, bytes('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')],
  ['an SMTP greeting', 400, /./, bytes('EHLO api\r\n\r\n')],
  ['JSON without HTTP', 400, /./, bytes('{"customerId":"c"}\r\n\r\n')],
];

const unsigned = { 'webhook-id': '1', 'webhook-timestamp': '0', 'webhook-signature': 'v1,x' };
const forged = ['payments', 'carrier'].map((who): Hostile => [
  `a forged webhook for ${who}`,
  401,
  /not signed/,
  http(`POST /webhooks/${who}`, ['Content-Type: application/json', ...Object.entries(unsigned).map((pair) => pair.join(': '))], '[['),
]);

export const HOSTILE_HTTP: readonly Hostile[] = [...addresses, ...methods, ...headers, ...lengths, ...otherProtocols, ...forged];

const orderHead = 'POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
/** Each keeps its connection busy until the server has had enough. */
export const SLOW: readonly Hostile[] = [
  ['headers that trickle in', 408, /in time/, { ...bytes('GET /orders HTTP/1.1\r\nHost: localhost\r\nX: '), trickle: 'x' }],
  ['a request that stops in its headers', 408, /in time/, { ...bytes('GET /orders HTTP/1.1\r\nHo') }],
  ['a body that trickles in', 408, /in time/, { ...bytes(`${orderHead}Content-Length: 1000\r\n\r\n`), trickle: ' ' }],
  ['a body that stops', 408, /in time/, bytes(`${orderHead}Content-Length: 1000\r\n\r\n{`)],
  ['chunks that trickle in', 408, /in time/, { ...bytes(`${orderHead}Transfer-Encoding: chunked\r\n\r\n`), trickle: '1\r\n \r\n' }],
];
