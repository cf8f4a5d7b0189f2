import { Webhook } from 'standardwebhooks';
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
    expect(app.system.told).toEqual([
      {
        kind: 'tracking',
        reference: pickedUp.reference,
        event: 'picked_up',
        cause: { actor: 'carrier', requestId: response.headers.get('x-request-id'), traceparent: expect.any(String) },
      },
    ]);
  });

  it('tell the order that there is news of its payment', async () => {
    expect((await send({ path: '/webhooks/payments', body: paymentUpdated, secret: PAYMENT_SECRET })).status).toBe(204);
    expect(app.system.told).toEqual([
      { kind: 'payment', reference: paymentUpdated.reference, cause: expect.objectContaining({ actor: 'provider' }) },
    ]);
  });

  it.each<[string, Sent]>([
    ['signed with the other secret', { path: '/webhooks/carrier', body: pickedUp, secret: PAYMENT_SECRET }],
    ['signed six minutes ago', { path: '/webhooks/carrier', body: pickedUp, secret: CARRIER_SECRET, sentAt: minutes(-6) }],
    ['signed six minutes ahead', { path: '/webhooks/payments', body: paymentUpdated, secret: PAYMENT_SECRET, sentAt: minutes(6) }],
  ])('are refused when %s', async (_why, sent) => {
    const response = await send(sent);
    expect(response.status).toBe(401);
    expect((await problemOf(response)).type).toContain('invalid-signature');
    expect(app.system.told).toEqual([]);
  });

  it('are refused without a signature, before anything in them is read', async () => {
    expect((await app.post('/webhooks/carrier', '{')).status).toBe(401);
    expect((await app.fetch('/webhooks/payments', { method: 'POST' })).status).toBe(401);
  });

  it.each<[number, unknown]>([
    [400, '{'],
    [422, { ...pickedUp, event: 'lost' }],
    [422, { ...pickedUp, orderId: 'x' }],
    [422, { ...pickedUp, extra: 1 }],
  ])('are refused with %i as %j', async (status, body) => {
    expect((await send({ path: '/webhooks/carrier', body, secret: CARRIER_SECRET })).status).toBe(status);
  });

  it('are to be sent again while Temporal is away', async () => {
    app.system.temporalIsAway = true;
    expect((await send({ path: '/webhooks/carrier', body: pickedUp, secret: CARRIER_SECRET })).status).toBe(503);
  });
});
