import { ORDER_STATUSES } from '../../../domain/order-status.ts';
import { newOrder } from '../../../domain/order.ts';
import { createStripePayments } from '../../../adapters/payment/stripe.ts';
import { loadConfig } from '../../../platform/config.ts';
import { StripeMockApi } from '../../support/stripe-mock-api.ts';
import { NOW, request } from './support/fakes.ts';
import { serveApp, type Served } from './support/serve-app.ts';

const id = '00000000-0000-4000-8000-000000000001';
const address = `/after-payment/${id}`;
/** As Stripe sends a browser back. */
const APPENDED = '?payment_intent=pi_1&payment_intent_client_secret=pi_1_secret_2&source_type=card&redirect_status=succeeded';

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

const shown = async (path = address + APPENDED) => {
  const response = await app.fetch(path);
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), response };
};

describe('the page that customers come back to from their bank', () => {
  it.each(ORDER_STATUSES.filter((status) => status !== 'PENDING'))(
    'says where an order that is %s stands, whatever the provider appended',
    async (status) => {
      const { orderNumber } = app.system.put({ id, status });
      const page = await shown();
      expect([page.status, page.type]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.text).toContain(`Order ${orderNumber}`);
      expect(page.text.includes('http-equiv="refresh"')).toBe(status === 'CREATED');
    },
  );

  it('is there before the order is written', async () => {
    app.system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect(await shown()).toMatchObject({ status: 200, text: expect.stringContaining('is being checked') });
  });

  it.each([
    ['payment_declined', 'was not accepted'],
    ['reservation_expired', 'not settled in time'],
    ['out_of_stock', 'could not be accepted'],
  ] as const)('tells of an order that was rejected (%s) no more than a customer should read', async (code, says) => {
    app.system.put({ id, status: 'REJECTED', reason: { code, text: 'SKU-1: 2 wanted, 1 available' } });
    const { text } = await shown();
    expect(text).toContain(says);
    expect(text).not.toContain('SKU-1');
  });

  it('leads back to the bank while the customer has not decided', async () => {
    const order = app.system.put({ id, status: 'CREATED' });
    const url = 'https://bank.example/3ds?a=1&b="><script>';
    app.system.put({ ...order, payment: { ...order.payment, status: 'requires_action', nextAction: { type: 'redirect', url } } });
    expect((await shown()).text).toContain('href="https://bank.example/3ds?a=1&amp;b=&quot;&gt;&lt;script&gt;"');
  });

  it('runs no script, is kept nowhere, and tells nobody the address that it was opened with', async () => {
    app.system.put({ id });
    const { headers } = (await shown()).response;
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect([headers.get('referrer-policy'), headers.get('cache-control')]).toEqual(['no-referrer', 'no-store']);
    expect(JSON.stringify(app.logLines)).not.toContain('secret');
  });

  it('is a page too when there is no such order, or nobody can look at it', async () => {
    expect(await shown()).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' });
    expect(await shown('/after-payment/nothing')).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' });
    app.system.postgresIsAway = true;
    expect(await shown()).toMatchObject({ status: 503, text: expect.stringContaining('looks again by itself') });
  });

  it('is where Stripe sends them unless told otherwise, while the order itself takes no stray parameter', async () => {
    app.system.put({ id });
    const stripe = await StripeMockApi.start();
    const { returnUrl } = loadConfig({ PUBLIC_URL: 'https://orders.example' }).payment.stripe;
    const payments = createStripePayments({ secretKey: 'sk_test_1', apiUrl: stripe.url, returnUrl });
    await payments.authorise({ reference: 'pay_1', orderId: id, amountCents: 1, currency: 'USD', token: 'pm_card_authenticationRequired' });
    const back = new URL(String(stripe.sent('POST', /confirm$/)[0]?.params['return_url']));
    await stripe.close();
    expect((await shown(back.pathname + APPENDED)).status).toBe(200);
    expect((await shown(`/orders/${id}${APPENDED}`)).status).toBe(422);
  });
});
