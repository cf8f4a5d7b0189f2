import { randomUUID } from 'node:crypto';
import { openSession } from '../../platform/postgres-session.ts';
import { createSimulatedPayments } from '../../adapters/payment/simulated.ts';
import { DependencyError } from '../../domain/errors.ts';
import { eventually } from '../../platform/poll.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { serveTestPartners, type TestPartners } from '../support/partners.ts';

let database: FreshDatabase;
let partners: TestPartners;
beforeAll(async () => {
  database = await freshDatabase();
  partners = await serveTestPartners(database.url);
});
afterAll(async () => {
  await partners.close();
  await database.drop();
});

const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const response = await fetch(`${partners.access.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${partners.access.apiKey}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text };
};
const payment = (token = 'tok_ok') => ({ orderId: 'o', amountCents: 1999, currency: 'USD', token });
const newKey = () => ({ 'idempotency-key': `pay_${randomUUID()}_1` });
const countOf = async (reference: string) =>
  (await database.query('select from partners.payments where reference = $1', [reference])).length;

describe('the API of the simulated partners', () => {
  it('answers 401 to a wrong key and to none, and does nothing', async () => {
    const key = newKey();
    for (const authorization of ['Bearer wrong', partners.access.apiKey, '']) {
      expect(await send('POST', '/payments', payment(), { ...key, authorization })).toMatchObject({
        status: 401,
        body: { code: 'unauthorised' },
      });
    }
    expect(await countOf(key['idempotency-key'])).toBe(0);
    const stranger = createSimulatedPayments({ ...partners.access, apiKey: 'key_of_a_stranger' });
    await expect(stranger.find('pay_o_1')).rejects.toMatchObject({
      name: 'DependencyError',
      message: expect.stringContaining('PARTNERS_API_KEY'),
    });
  });

  it.each(['/healthz', '/readyz', '/metrics'])('shows %s to anybody', async (path) => {
    expect((await send('GET', path, undefined, { authorization: '' })).status).toBe(200);
  });

  it('is not ready while its database is away', async () => {
    const elsewhere = await serveTestPartners('postgresql://nobody@127.0.0.1:9/nothing');
    try {
      expect((await fetch(`${elsewhere.access.url}/readyz`)).status).toBe(503);
      await expect(elsewhere.carrier.find('ship_o_1')).rejects.toMatchObject({ name: 'DependencyError', dependency: 'carrier' });
    } finally {
      await elsewhere.close();
    }
  });

  it('makes nothing twice under one idempotency key', async () => {
    const [key, refundKey] = [newKey(), { 'idempotency-key': `re_${randomUUID()}` }];
    const path = `/payments/${key['idempotency-key']}`;
    const authorised = [await send('POST', '/payments', payment(), key), await send('POST', '/payments', payment(), key)];
    expect(authorised[0]).toEqual(authorised[1]);
    await send('POST', `${path}/capture`, { amountCents: 1999 }, key);
    const refunded = [
      await send('POST', `${path}/refunds`, { amountCents: 500 }, refundKey),
      await send('POST', `${path}/refunds`, { amountCents: 500 }, refundKey),
    ];
    expect(refunded).toEqual(Array.from({ length: 2 }, () => refunded[0]));
    expect(await send('GET', path)).toMatchObject({ status: 200, body: { capturedCents: 1999, refundedCents: 500 } });
    const shipKey = { 'idempotency-key': `ship_${randomUUID()}_1` };
    const booked = [
      await send('POST', '/shipments', { orderId: 'o' }, shipKey),
      await send('POST', '/shipments', { orderId: 'o' }, shipKey),
    ];
    expect(booked.map(({ status }) => status)).toEqual([201, 201]);
    expect(await database.query('select from partners.shipments where reference = $1', [shipKey['idempotency-key']])).toHaveLength(1);
  });

  it.each([
    ['/payments', payment()],
    ['/payments/pay_o_1/capture', { amountCents: 1 }],
    ['/payments/pay_o_1/refunds', { amountCents: 1 }],
    ['/shipments', { orderId: 'o' }],
  ])('takes no POST %s without an idempotency key', async (path, body) => {
    expect(await send('POST', path, body)).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } });
  });

  it.each([
    ['a body that is no JSON', '/payments', '{', 400],
    ['an amount below nothing', '/payments', { ...payment(), amountCents: -1 }, 422],
    ['an amount that is no integer', '/payments', { ...payment(), amountCents: 1.5 }, 422],
    ['no token', '/payments', { ...payment(), token: undefined }, 422],
    ['no body', '/shipments', undefined, 422],
  ])('refuses %s', async (_what, path, body, status) => {
    expect(await send('POST', path, body, newKey())).toMatchObject({ status, body: { code: 'invalid_request' } });
  });

  it.each(['/payments/pay_unknown_1', '/payments/%00', '/shipments/ship_unknown_1'])('knows nothing of %s', async (path) => {
    expect(await send('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('at another address is no provider that knows no payment', async () => {
    expect(await send('GET', '/elsewhere')).toMatchObject({ status: 404, body: { code: 'no_such_address' } });
    const lost = createSimulatedPayments({ ...partners.access, url: `${partners.access.url}/elsewhere` });
    await expect(lost.find('pay_unknown_1')).rejects.toThrow('no_such_address');
  });

  it('drops the connection in place of an answer, having done what it was asked', async () => {
    const key = newKey();
    await expect(send('POST', '/payments', payment('tok_timeout_succeeds'), key)).rejects.toThrow('fetch failed');
    expect(await send('GET', `/payments/${key['idempotency-key']}`)).toMatchObject({ status: 200, body: { status: 'authorised' } });
  });

  it('answers 402 with the payment that was declined, and 503 to what may work later', async () => {
    expect(await send('POST', '/payments', payment('tok_declined'), newKey())).toMatchObject({
      status: 402,
      body: { code: 'payment_declined', payment: { status: 'declined', authorisedCents: 0 } },
    });
    expect(await send('POST', '/payments', payment('tok_fails_3_times'), newKey())).toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
  });

  it('lets what is under way finish when it is drained, and takes nothing new', async () => {
    const leaving = await serveTestPartners(database.url);
    const reference = `pay_${randomUUID()}_1`;
    await leaving.payments.authorise({ reference, ...payment() });
    const holder = await openSession(database.url);
    await holder.query('begin');
    await holder.query('select from partners.payments where reference = $1 for update', [reference]);
    const voiding = leaving.payments.void(reference);
    await eventually(
      () => database.query(`select from pg_stat_activity where wait_event_type = 'Lock' and query like '%voided%'`),
      (rows) => rows.length > 0,
    );
    const closed = leaving.close();
    const refused = await leaving.payments.find(reference).catch((error: unknown) => error);
    await holder.query('commit');
    await Promise.all([voiding, closed, holder.end()]);
    expect(refused).toBeInstanceOf(DependencyError);
    expect(await partners.payments.find(reference)).toMatchObject({ status: 'voided' });
  });
});
