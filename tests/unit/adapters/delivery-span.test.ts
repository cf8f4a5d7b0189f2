import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { createWebhookSender } from '../../../adapters/webhook/webhook-sender.ts';
import type { DeliveredEvent, OpenDelivery } from '../../../domain/ports/webhook-deliveries.ts';
import { withSpan } from '../../../platform/spans.ts';
import { recordSpans } from '../../support/recorded-spans.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

const spans = recordSpans();
const sender = createWebhookSender({ targets: 'any', ports: [443], timeoutMs: 5000, userAgent: 'durable-orders/0' });
const SECRETS = [`whsec_${Buffer.alloc(32, 1).toString('base64')}`];
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const MADE_BY = 'b7ad6b7169203331';
let receiver: WebhookReceiver;

beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.close());
afterAll(() => sender.close());

/** A try of a step that has a span of its own, as the sender makes it. */
function send(over: Partial<DeliveredEvent> = {}, { body }: Pick<OpenDelivery, 'body'> = { body: '{}' }) {
  const event = { type: 'orders.shipped', orderId: 'o-1', at: new Date(), traceparent: `00-${TRACE}-${MADE_BY}-01`, ...over };
  const delivery = { deliveryId: 'o-1:4:e-1', url: receiver.url, secrets: SECRETS, body, event, tries: 0, createdAt: '' };
  return withSpan('RunActivity:sendWebhook', {}, () => sender.send(delivery));
}
const sentWith = () => receiver.received[0]?.headers['traceparent'];

describe('a try to deliver an event', () => {
  it('is a span of the trace that made the event, which the receiver goes on with', async () => {
    await send();
    const span = spans.one('deliver orders.shipped');
    const { traceId, spanId } = span.spanContext();
    expect([traceId, span.parentSpanContext?.spanId, span.kind]).toEqual([TRACE, MADE_BY, SpanKind.CLIENT]);
    expect(span.attributes).toEqual({
      'order.id': 'o-1',
      'messaging.message.id': 'o-1:4:e-1',
      'http.request.method': 'POST',
      'http.response.status_code': 204,
    });
    expect(sentWith()).toBe(`00-${TRACE}-${spanId}-01`);
  });

  it('is, minutes later, a trace of its own that is linked to it', async () => {
    await send({ at: new Date(Date.now() - 301_000) });
    const span = spans.one('deliver orders.shipped');
    const { traceId, spanId } = span.spanContext();
    expect([span.links.map(({ context }) => context.spanId), span.parentSpanContext]).toEqual([[MADE_BY], undefined]);
    expect(sentWith()).toBe(`00-${traceId}-${spanId}-01`);
  });

  it.each([
    [410, 'not a 2xx'],
    [307, 'a redirect, which is not followed'],
  ])('that is answered %i is an error, and says why', async (status, message) => {
    receiver.behave(status);
    await send();
    const { status: said, attributes } = spans.one('deliver orders.shipped');
    expect([said, attributes['http.response.status_code']]).toEqual([{ code: SpanStatusCode.ERROR, message }, status]);
  });

  it('is no span where nothing is sent', async () => {
    await send({}, { body: undefined });
    expect(spans.all().map(({ name }) => name)).toEqual(['RunActivity:sendWebhook']);
  });
});
