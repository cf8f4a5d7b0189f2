import { createWebhookSender, type WebhookSenderOptions } from '../../../adapters/webhook/webhook-sender.ts';
import type { OpenDelivery } from '../../../domain/ports/webhook-deliveries.ts';
import { startWebhookReceiver, verified, type WebhookReceiver } from '../../support/webhook-receiver.ts';

const SECRETS = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const EVENT = { type: 'orders.created', orderId: 'o-1', at: new Date() };
let receiver: WebhookReceiver;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await receiver.close();
});

function send(over: Partial<OpenDelivery> = {}, options: Partial<WebhookSenderOptions> = {}) {
  const sender = createWebhookSender({ targets: 'any', ports: [443], timeoutMs: 5000, userAgent: 'durable-orders/0', ...options });
  closing.push(sender.close);
  const made = { deliveryId: 'o-1:1:e-1', url: receiver.url, secrets: SECRETS, body: '{"id":"o-1:1"}', tries: 0, createdAt: '' };
  return sender.send({ ...made, event: EVENT, ...over });
}

describe('what is sent', () => {
  it('is the body as it stands, under its webhook-id and signed for this moment by each secret', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(await send({ event: { ...EVENT, traceparent } })).toEqual({
      kind: 'delivered',
      statusCode: 204,
    });
    const [got] = receiver.received;
    if (!got) throw new Error('nothing came');
    expect(got.body).toBe('{"id":"o-1:1"}');
    expect(got.headers).toMatchObject({
      'webhook-id': 'o-1:1:e-1',
      'content-type': 'application/cloudevents+json',
      'user-agent': 'durable-orders/0',
      traceparent,
    });
    for (const secret of SECRETS) expect(verified(got, secret)).toEqual({ id: 'o-1:1' });
    expect(() => verified(got, `whsec_${Buffer.alloc(32, 3).toString('base64')}`)).toThrow('No matching signature');
  });

  it.each([
    [200, { kind: 'delivered' }],
    [301, { kind: 'failed', error: 'a redirect, which is not followed' }],
    [404, { kind: 'failed', error: 'not a 2xx' }],
    [410, { kind: 'failed', isGone: true }],
    [500, { kind: 'failed' }],
  ])('and answered %i counts by its status', async (status, outcome) => {
    receiver.behave({ status, headers: { location: receiver.url } });
    expect(await send()).toMatchObject({ ...outcome, statusCode: status });
    expect(receiver.received).toHaveLength(1);
  });

  it('is put off by Retry-After', async () => {
    receiver.behave({ status: 503, headers: { 'retry-after': '120' } });
    expect(await send()).toMatchObject({ retryAfterMs: 120_000 });
  });

  it('fails when the receiver does not answer in time, or is not there', async () => {
    receiver.behave('hang');
    expect(await send({}, { timeoutMs: 50 })).toEqual({ kind: 'failed', error: 'no answer within 0.05 s' });
    await receiver.close();
    expect(await send()).toMatchObject({ kind: 'failed', error: expect.stringContaining('ECONNREFUSED') });
  });

  it('is nothing when the event is no more', async () => {
    expect(await send({ body: undefined })).toEqual({ kind: 'failed', error: 'the event is no more' });
    expect(receiver.received).toEqual([]);
  });
});

describe('to the inside of the network', () => {
  it.each([
    ['http://127.0.0.1/', 'the address must be https'],
    ['https://127.0.0.1/', 'the address must be a public address'],
    ['https://[::ffff:127.0.0.1]/', 'the address must be a public address'],
    // A name that is public to look at.
    ['https://localhost/', 'its name leads to an address that is not public'],
  ])('nothing goes, asked anew at each try: %s', async (url, error) => {
    expect(await send({ url }, { targets: 'public' })).toEqual({ kind: 'failed', error });
  });
});
