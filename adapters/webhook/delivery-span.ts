import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { OpenDelivery, SendOutcome } from '../../domain/ports/webhook-deliveries.ts';
import { following, withSpan } from '../../platform/spans.ts';

/** Each try is a part of the trace that made the event, or, minutes later, one that is linked to it. Where it goes is not in it. */
export function inDeliverySpan({ deliveryId, event }: OpenDelivery, post: () => Promise<SendOutcome>): Promise<SendOutcome> {
  const { type, orderId, at, ...origin } = event;
  const attributes = {
    ...(orderId !== undefined && { 'order.id': orderId }),
    'messaging.message.id': deliveryId,
    'http.request.method': 'POST',
  };
  return withSpan(`deliver ${type}`, { ...following(origin, at.getTime()), kind: SpanKind.CLIENT, attributes }, async (span) => {
    const outcome = await post();
    if (outcome.statusCode !== undefined) span.setAttribute('http.response.status_code', outcome.statusCode);
    if (outcome.kind === 'failed') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error });
    return outcome;
  });
}
