import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connectPartner, type PartnerClient } from '../../../adapters/partner-client.ts';
import { NotNowError } from '../../../adapters/not-now-error.ts';
import type { DependencyError } from '../../../domain/errors.ts';

const apiKey = 'key_that_nobody_should_read';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let seen: Seen[];
/** What the partner does with a request. */
let answer: (response: ServerResponse) => void;
let call: PartnerClient;

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  call = connectPartner('carrier', { url, apiKey });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer = (response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const book = () => call({ method: 'POST', path: '/shipments', idempotencyKey: 'ship_o_1', body: { orderId: 'o' } });
const failure = () => book().catch((error: unknown) => error);

describe('a call to a partner', () => {
  it('carries our key, its idempotency key and JSON', async () => {
    json(201, { trackingNumber: 'T' });
    expect(await book()).toEqual({ ok: true, body: { trackingNumber: 'T' } });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/shipments',
        headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': 'ship_o_1', 'content-type': 'application/json' },
        body: '{"orderId":"o"}',
      },
    ]);
  });

  it('goes over a connection of an earlier one', async () => {
    const connections = new Set<number | undefined>();
    answer = (response) => {
      connections.add(response.socket?.remotePort);
      response.end('{}');
    };
    for (let time = 1; time <= 20; time++) await book();
    // The next call may begin before the last one has handed its connection back.
    expect(connections.size).toBeLessThanOrEqual(2);
  });

  it.each([402, 404, 409, 422])('that is refused for good with %i says code and text', async (status) => {
    json(status, { code: 'carrier_refused', message: 'Not there.', more: 1 });
    expect(await book()).toEqual({
      ok: false,
      code: 'carrier_refused',
      message: 'Not there.',
      body: { code: 'carrier_refused', message: 'Not there.', more: 1 },
    });
  });

  it.each([500, 502, 503, 504, 429, 408])('that is answered %i may be made again', async (status) => {
    json(status, { code: 'unavailable', message: 'Later.' });
    expect(await failure()).toMatchObject({ name: 'DependencyError', dependency: 'carrier', retryAfterMs: undefined });
  });

  it('obeys Retry-After, in seconds and as a date', async () => {
    json(503, {}, { 'retry-after': '7' });
    expect(await failure()).toMatchObject({ retryAfterMs: 7000 });
    json(429, {}, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    const { retryAfterMs } = (await failure()) as DependencyError;
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it('whose answer is lost on the way has an unknown outcome', async () => {
    answer = (response) => response.socket?.destroy();
    expect(await failure()).toMatchObject({ name: 'DependencyError', message: expect.stringContaining('the outcome is unknown') });
    expect(seen).toHaveLength(1);
  });

  it('is given up after its time, also in the middle of an answer', async () => {
    const late = { method: 'GET', path: '/shipments/ship_o_1', timeoutMs: 50 } as const;
    for (const begun of [() => undefined, (response: ServerResponse) => void response.writeHead(200).write('{')]) {
      answer = begun;
      await expect(call(late)).rejects.toMatchObject({
        name: 'DependencyError',
        message: 'The carrier did not answer within 50 ms; the outcome is unknown.',
      });
    }
  });

  it('has nobody to answer it', async () => {
    const nobody = connectPartner('payment provider', { url: 'http://127.0.0.1:9', apiKey });
    await expect(nobody({ method: 'GET', path: '/payments/pay_o_1' })).rejects.toMatchObject({
      name: 'DependencyError',
      dependency: 'payment provider',
    });
  });

  it.each([401, 403])('whose key is refused with %i says which variable to mend, without showing it', async (status) => {
    json(status, { code: 'unauthorised', message: 'no' });
    const error = (await failure()) as DependencyError;
    expect(error).toMatchObject({ name: 'DependencyError', message: expect.stringContaining('PARTNERS_API_KEY') });
    expect(error.message).not.toContain(apiKey);
  });

  it('that is answered in no form that was agreed on is no outage, and told as it came', async () => {
    answer = (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>nginx</h1>');
    const error = await failure();
    expect(error).toBeInstanceOf(NotNowError);
    expect(error).toMatchObject({ message: 'The carrier answered 404: <h1>nginx</h1>' });
  });
});
