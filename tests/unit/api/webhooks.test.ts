import { Webhook } from 'standardwebhooks';
import { Stripe } from 'stripe';
import { createStripeWebhook } from '../../../adapters/payment/stripe-webhook.ts';
import { CARRIER_SECRET, PAYMENT_SECRET, problemOf, serveApp, type Served } from './support/serve-app.ts';

const orderId = '00000000-0000-4000-8000-000000000001';
const pickedUp = { reference: `${orderId}:shipment-1`, orderId, event: 'picked_up', at: '2026-01-15T09:30:00Z' };
const paymentUpdated = { reference: `${orderId}:payment-1`, orderId, event: 'payment.updated', at: '2026-01-15T09:30:00Z' };

let app: Served;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

interface Sent {
  readonly path: string;
  readonly body: unknown;
  readonly secret: string;
  readonly sentAt?: Date;
}
function send({ path, body, secret, sentAt = new Date() }: Sent): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return app.post(path, text, {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', sentAt, text),
  });
}
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe('webhooks', () => {
  it('tell the order what the carrier says, whether or not anything waits for it', async () => {
    const response = await send({ path: '/webhooks/carrier', body: pickedUp, secret: CARRIER_SECRET });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(app.system.notifications).toEqual([
      {
        kind: 'tracking',
        shipmentId: pickedUp.reference,
        event: 'picked_up',
        cause: { actor: 'carrier', requestId: response.headers.get('x-request-id'), traceparent: expect.any(String) },
      },
    ]);
  });

  it('tell the order that its payment has changed', async () => {
    expect((await send({ path: '/webhooks/payments', body: paymentUpdated, secret: PAYMENT_SECRET })).status).toBe(204);
    expect(app.system.notifications).toEqual([
      { kind: 'payment', reference: paymentUpdated.reference, cause: expect.objectContaining({ actor: 'provider' }) },
    ]);
  });

  it.each<[string, Sent]>([
    ['signed with the other secret', { path: '/webhooks/carrier', body: pickedUp, secret: PAYMENT_SECRET }],
    ['signed six minutes ago', { path: '/webhooks/carrier', body: pickedUp, secret: CARRIER_SECRET, sentAt: minutes(-6) }],
    ['signed six minutes ahead', { path: '/webhooks/payments', body: paymentUpdated, secret: PAYMENT_SECRET, sentAt: minutes(6) }],
  ])('are refused when %s', async (_why, sent) => {
    const response = await send(sent);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(/^[\w-]+ realm="\w+"$/)]);
    expect((await problemOf(response)).type).toContain('invalid-signature');
    expect(app.system.notifications).toEqual([]);
  });

  it('are refused without a signature, before anything in them is read', async () => {
    expect((await app.post('/webhooks/carrier', '{')).status).toBe(401);
    expect((await app.fetch('/webhooks/payments', { method: 'POST' })).status).toBe(401);
  });

  it.each<[number, unknown]>([
    [400, '{'],
    [422, null],
    [422, { ...pickedUp, event: undefined }],
    [422, { ...pickedUp, reference: 1 }],
  ])('are refused with %i as %j', async (status, body) => {
    expect((await send({ path: '/webhooks/carrier', body, secret: CARRIER_SECRET })).status).toBe(status);
  });

  it.each<[string, Sent]>([
    ['a carrier', { path: '/webhooks/carrier?v=2', body: { ...pickedUp, at: 'just now', weight: { g: 1 } }, secret: CARRIER_SECRET }],
    ['a provider', { path: '/webhooks/payments?v=2', body: { ...paymentUpdated, at: null, livemode: true }, secret: PAYMENT_SECRET }],
  ])('of %s may say more than is read of them', async (_partner, sent) => {
    expect((await send(sent)).status).toBe(204);
    expect(app.system.notifications).toHaveLength(1);
  });

  it.each<[string, Sent]>([
    ['of another kind, of a carrier', { path: '/webhooks/carrier', body: { ...pickedUp, event: 'admired' }, secret: CARRIER_SECRET }],
    ['of another kind, of a provider', { path: '/webhooks/payments', body: { ...paymentUpdated, event: 'x' }, secret: PAYMENT_SECRET }],
    ["about a carrier's other customers", { path: '/webhooks/carrier', body: { ...pickedUp, orderId: '42' }, secret: CARRIER_SECRET }],
    [
      "about a provider's other customers",
      { path: '/webhooks/payments', body: { ...paymentUpdated, orderId: '42' }, secret: PAYMENT_SECRET },
    ],
  ])('are taken and ignored when they are %s', async (_what, sent) => {
    expect((await send(sent)).status).toBe(204);
    expect(app.system.notifications).toEqual([]);
  });

  it('are to be sent again while Temporal is away', async () => {
    app.system.temporalIsAway = true;
    expect((await send({ path: '/webhooks/carrier', body: pickedUp, secret: CARRIER_SECRET })).status).toBe(503);
  });
});

const STRIPE_SECRET = 'whsec_of_the_endpoint';
const metadata = { reference: `pay_${orderId}_1`, order_id: orderId };
const event = (type: string, object: object) => ({ id: 'evt_1', object: 'event', type, data: { object } });
const authorisedEvent = event('payment_intent.amount_capturable_updated', { id: 'pi_1', metadata });

describe('webhooks of Stripe', () => {
  beforeEach(async () => {
    await app.close();
    app = await serveApp({ paymentWebhook: createStripeWebhook(STRIPE_SECRET) });
  });

  const signed = (payload: string, { secret = STRIPE_SECRET, sentAt = new Date() } = {}) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(sentAt.getTime() / 1000) });
  const tell = (body: object, how: { secret?: string; sentAt?: Date } = {}) => {
    const payload = JSON.stringify(body);
    return app.post('/webhooks/payments', payload, { 'stripe-signature': signed(payload, how) });
  };
  const notification = { kind: 'payment', reference: `pay_${orderId}_1`, cause: expect.objectContaining({ actor: 'provider' }) };

  it.each([
    ['an intent', authorisedEvent],
    ['a charge', event('charge.refunded', { id: 'ch_1', metadata })],
    ['a refund', event('refund.updated', { id: 're_1', metadata: { ...metadata, refund_id: 're_1' } })],
  ])('tell the order of %s', async (_what, body) => {
    const response = await tell(body);
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(app.system.notifications).toEqual([notification]);
  });

  it('may come twice and out of order: each only says that something has changed', async () => {
    const canceled = event('payment_intent.canceled', { id: 'pi_1', metadata });
    for (const body of [canceled, authorisedEvent, authorisedEvent]) expect((await tell(body)).status).toBe(204);
    expect(app.system.notifications).toEqual([notification, notification, notification]);
  });

  it('are taken when they come early or late, and no workflow of the order runs', async () => {
    app.system.notify = async () => false;
    expect((await tell(authorisedEvent)).status).toBe(204);
  });

  it.each([
    ['of another type', event('customer.created', { id: 'cus_1', metadata })],
    ['about a payment that is not ours', event('payment_intent.succeeded', { id: 'pi_2', metadata: {} })],
    ["about somebody else's order ids", event('payment_intent.succeeded', { id: 'pi_2', metadata: { ...metadata, order_id: '42' } })],
    ['about what has no metadata', event('charge.dispute.created', { id: 'dp_1' })],
  ])('are ignored when they are %s', async (_why, body) => {
    expect((await tell(body)).status).toBe(204);
    expect(app.system.notifications).toEqual([]);
  });

  it.each([
    ['signed with another secret', { secret: 'whsec_of_somebody_else' }],
    ['six minutes old', { sentAt: minutes(-6) }],
  ])('are refused when they are %s', async (_why, how) => {
    const response = await tell(authorisedEvent, how);
    expect(response.status).toBe(401);
    expect((await problemOf(response)).type).toContain('invalid-signature');
    expect(app.system.notifications).toEqual([]);
  });

  it('are refused when their body was changed on the way, or they are not signed', async () => {
    const forged = JSON.stringify(authorisedEvent).replace('pi_1', 'pi_2');
    const header = signed(JSON.stringify(authorisedEvent));
    expect((await app.post('/webhooks/payments', forged, { 'stripe-signature': header })).status).toBe(401);
    expect((await app.post('/webhooks/payments', authorisedEvent)).status).toBe(401);
    const marked = `\uFEFF${JSON.stringify(authorisedEvent)}`;
    expect((await app.post('/webhooks/payments', marked, { 'stripe-signature': header })).status).toBe(401);
    const nameless = header.replace('v1=', 'v1,');
    expect((await app.post('/webhooks/payments', authorisedEvent, { 'stripe-signature': nameless })).status).toBe(401);
    expect((await app.fetch('/webhooks/payments', { method: 'POST' })).status).toBe(401);
    expect(app.system.notifications).toEqual([]);
  });

  it.each([
    [400, '{'],
    [204, 'null'],
    [204, '[]'],
    [204, '{"type":"payment_intent.succeeded"}'],
  ])('are answered with %i when what is signed is %s', async (status, payload) => {
    expect((await app.post('/webhooks/payments', payload, { 'stripe-signature': signed(payload) })).status).toBe(status);
    expect(app.system.notifications).toEqual([]);
  });

  it('are to be sent again while Temporal is away', async () => {
    app.system.temporalIsAway = true;
    expect((await tell(authorisedEvent)).status).toBe(503);
  });
});
