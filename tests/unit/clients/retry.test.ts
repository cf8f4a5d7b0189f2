import { createClient } from '../../../clients/typescript/src/index.ts';
import { pauseAfter, type RetrySettings } from '../../../clients/typescript/src/retry.ts';

const ORDER = { customerId: 'c', items: [{ sku: 's', quantity: 1, priceCents: 1 }] };
const AT_ONCE = { firstPauseMs: 1 };
const problem = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ detail: `it is ${status}` }, { status, headers: { 'content-type': 'application/problem+json', ...headers } });

/** A client of an API that answers so, one after the other, the last one for good; and what it was sent. */
function clientOf(answers: readonly (Response | Error)[], retry: Partial<RetrySettings> = AT_ONCE) {
  const sent: { method: string; key: string | null; token: string | null; text: string }[] = [];
  let tokens = 0;
  const client = createClient({
    baseUrl: 'http://api.example/shop/',
    token: () => `token-${(tokens += 1)}`,
    retry,
    fetch: async (request) => {
      const { headers, method } = request;
      sent.push({ method, key: headers.get('idempotency-key'), token: headers.get('authorization'), text: await request.text() });
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (!answer || answer instanceof Error) throw answer ?? new Error('there is no answer');
      return answer.clone();
    },
  });
  return { client, sent, order: () => client.POST('/orders', { body: ORDER }) };
}

describe('the client for TypeScript', () => {
  it('repeats under one key, with a token of its own each time, what got no answer, was refused for load, or came upon trouble', async () => {
    const { order, sent } = clientOf([
      new TypeError('fetch failed'),
      problem(429, { 'retry-after': '0' }),
      problem(503),
      Response.json({ id: 'o-1' }, { status: 201 }),
    ]);
    expect(await order()).toMatchObject({ data: { id: 'o-1' }, response: { status: 201 } });
    expect(sent.map(({ token }) => token)).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-3', 'Bearer token-4']);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0]?.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent.map(({ text }) => JSON.parse(text) as unknown)).toEqual([ORDER, ORDER, ORDER, ORDER]);
  });

  it('keeps to a key that it is given, and gives none to what is safe without', async () => {
    const { client, sent } = clientOf([Response.json({})]);
    await client.POST('/orders', { body: ORDER, params: { header: { 'Idempotency-Key': 'cart-17' } } });
    await client.PUT('/inventory/{sku}', { params: { path: { sku: 's' } }, body: { onHand: 1 } });
    await client.GET('/orders');
    expect(sent.map(({ method, key }) => [method, key])).toEqual([
      ['POST', 'cart-17'],
      ['PUT', null],
      ['GET', null],
    ]);
  });

  it.each([400, 401, 403, 404, 409, 412, 422, 500])('hands %i over at once: repeating it would change nothing', async (status) => {
    const { order, sent } = clientOf([problem(status)]);
    expect(await order()).toMatchObject({ error: { detail: `it is ${status}` }, response: { status } });
    expect(sent).toHaveLength(1);
  });

  it('gives up after its tries, with the last answer or the last error', async () => {
    const refused = clientOf([problem(503)], { ...AT_ONCE, tries: 3 });
    expect((await refused.order()).response.status).toBe(503);
    expect(refused.sent).toHaveLength(3);
    const lost = clientOf([new TypeError('fetch failed')], { ...AT_ONCE, tries: 2 });
    await expect(lost.order()).rejects.toThrow('fetch failed');
    expect(lost.sent).toHaveLength(2);
  });

  it('comes back when it is told, and hands over what is longer than it waits', async () => {
    const answer = problem(503, { 'retry-after': '120' });
    expect(pauseAfter(answer, 500)).toBe(120_000);
    const { order, sent } = clientOf([answer]);
    expect((await order()).response.headers.get('retry-after')).toBe('120');
    expect(sent).toHaveLength(1);
  });

  it('waits about as long as it was told where the API says nothing', () => {
    for (const outcome of [new Error('lost'), problem(502)]) {
      const pauses = Array.from({ length: 50 }, () => pauseAfter(outcome, 1000) ?? 0);
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(500);
      expect(Math.max(...pauses)).toBeLessThan(1500);
    }
  });

  it('stops when its caller gives up, between two tries as well', async () => {
    const leaving = new AbortController();
    const { client, sent } = clientOf([problem(503, { 'retry-after': '20' })]);
    const order = client.POST('/orders', { body: ORDER, signal: leaving.signal });
    setImmediate(() => leaving.abort(new Error('enough')));
    await expect(order).rejects.toThrow('enough');
    expect(sent.length).toBeLessThanOrEqual(1);
  });

  it('gives a try up that lasts too long, and begins another', async () => {
    let tries = 0;
    const client = createClient({
      baseUrl: 'http://api.example',
      retry: { ...AT_ONCE, tryTimeoutMs: 20 },
      fetch: async (request) => {
        tries += 1;
        if (tries === 1)
          await new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)));
        return Response.json({});
      },
    });
    expect((await client.GET('/orders')).response.status).toBe(200);
    expect(tries).toBe(2);
  });
});
