// What a stranger may send to the HTTP server: headers that are nearly right, and bytes that are nearly HTTP.
import fc from 'fast-check';
import { counterexample, mutated } from '../../../support/fuzz.ts';
import { answersTo } from '../support/bare-answers.ts';
import { countOf, expectAnswer, expectCleanLog } from '../support/no-harm.ts';
import { serveApp, type Served } from '../support/serve-app.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const SECRET = 'sEcReT-that-nobody-logs';
const ORDER = JSON.stringify({ customerId: 'c-1', items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }] });

let app: Served;
beforeEach(async () => {
  app = await serveApp({ deadlineMs: 20_000 });
  app.system.put({ id: ID });
  // Whoever wants to wait until an order is confirmed need not.
  app.system.onSubmitted = (id) => app.system.move(id, 'CONFIRMED');
});
afterEach(() => app.close());

/** Each header that is read here or on the way here, as it should be. */
const HEADERS: Record<string, string> = {
  Accept: 'text/event-stream, application/json;q=0.5, */*',
  'Accept-Encoding': 'gzip;q=1.0, identity',
  Authorization: `Bearer ${SECRET}.payload.signature`,
  'Cache-Control': 'no-cache',
  Connection: 'keep-alive, upgrade',
  'Content-Encoding': 'identity',
  'Content-Length': '11',
  'Content-Type': 'application/json; charset="utf-8"',
  Cookie: `__Host-console-session=${SECRET}; __Host-console-session-1=more; other="1"`,
  Expect: '100-continue',
  Forwarded: 'for="[2001:db8::1]:80";proto=https',
  Host: 'localhost:8080',
  'Idempotency-Key': '"key \\"1\\""; a=1.5; b=?1',
  'If-Match': '"1", W/"2", *',
  'If-None-Match': 'W/"1-a", "2"',
  'If-Modified-Since': 'Thu, 15 Jan 2026 09:30:00 GMT',
  'Last-Event-ID': '12-1768469400000',
  Origin: 'http://localhost:8080',
  Prefer: 'wait=2, respond-async; x="y\\"z", return=minimal',
  Range: 'bytes=0-1,-5',
  'Sec-Fetch-Site': 'same-origin',
  'Transfer-Encoding': 'gzip, chunked',
  Trailer: 'If-Match',
  Upgrade: 'h2c, websocket',
  'X-Forwarded-For': '203.0.113.7, ::1',
  'X-HTTP-Method-Override': 'DELETE',
  'X-Request-ID': 'request-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=a:1;b:2,other@x=3',
  'webhook-id': 'msg_1',
  'webhook-timestamp': '1768469400',
  'webhook-signature': 'v1,c2lnbmF0dXJl v1a,b3RoZXI=',
  'stripe-signature': 't=1768469400,v1=5257a869,v0=6ffbb59b',
};
const LINES = [
  `GET /orders/${ID}`,
  `HEAD /orders/${ID}`,
  `PATCH /orders/${ID}`,
  `POST /orders/${ID}/cancel`,
  `POST /orders/${ID}/refunds`,
  `GET /orders/${ID}/events`,
  'GET /orders?limit=2',
  'POST /orders',
  'OPTIONS /orders',
  'GET /events',
  'GET /inventory/SKU-1',
  'PUT /inventory/SKU-1',
  'POST /webhook-endpoints',
  'POST /webhooks/payments',
  'POST /webhooks/carrier',
  'GET /health',
  'GET /metrics',
  'GET /docs',
  'GET /openapi.json',
  'GET /nowhere',
];
const BODIES = ['', ORDER, '{"onHand":5}', '{}', '[]', '5\r\nabcde\r\n0\r\n\r\n'];

const headerLine = fc.constantFrom(...Object.entries(HEADERS)).chain(([name, value]) => {
  const values = fc.oneof(fc.constant(Buffer.from(value)), mutated(Buffer.from(value), ['"', ',', ';', '=', '%', '\\', '9'.repeat(400)]));
  // A line that ends early is bytes, which have a test of their own.
  return values.map((bytes) => Buffer.concat([Buffer.from(`${name}: `), Buffer.from(bytes.filter((byte) => byte !== 10 && byte !== 13))]));
});
const request = fc
  .record({ line: fc.constantFrom(...LINES), headers: fc.array(headerLine, { maxLength: 6 }), body: fc.constantFrom(...BODIES) })
  .map(({ line, headers, body }) => {
    const length = body === '' || body.includes('\r') ? [] : [`Content-Length: ${body.length}`];
    const usual = [`${line} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...length].map((text) => Buffer.from(text));
    const end = Buffer.from('\r\n');
    return Buffer.concat([...[...usual, ...headers].flatMap((each) => [each, end]), end, Buffer.from(body)]);
  });

/** Requests as they should be, one after the other on a connection. */
const GOOD = Buffer.from(
  `POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nContent-Length: ${ORDER.length}\r\n\r\n${ORDER}` +
    `PUT /inventory/SKU-1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"onH\r\n7\r\nand":5}\r\n0\r\n\r\n` +
    `GET /orders/${ID} HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: "1"\r\nConnection: close\r\n\r\n`,
);
const PIECES = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\0',
  ' ',
  ':',
  'HTTP/1.1',
  'HTTP/2.0',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
];

async function expectNoHarm(bytes: Buffer): Promise<void> {
  const taken = () => countOf(app.system) + app.inventory.levels.size;
  const before = taken();
  const answers = await answersTo(app.server.port, bytes);
  for (const answer of answers) expectAnswer(answer);
  if (answers.every(({ status }) => status >= 400)) expect(taken()).toBe(before);
}

describe('the HTTP server answers, and does no more than it says,', () => {
  afterEach(async () => {
    expectCleanLog(app.logLines, SECRET);
    expect((await app.fetch(`/orders/${ID}`)).status).toBe(200);
  });

  it('whatever is in the headers', async () => {
    expect(await counterexample(request, expectNoHarm)).toBeUndefined();
  });

  it('whatever becomes of requests on the way', async () => {
    expect(await counterexample(mutated(GOOD, PIECES), expectNoHarm)).toBeUndefined();
  });

  it('whatever bytes come', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((some) => Buffer.from(some));
    expect(await counterexample(bytes, expectNoHarm)).toBeUndefined();
  });
});
