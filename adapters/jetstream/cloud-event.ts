import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { TraceContext } from '../../platform/spans.ts';
import type { OutboxEvent } from '../postgres/outbox.ts';

/** The same for every repeat of an event, so that JetStream and consumers can drop what they know. */
export function eventId({ orderId, sequence }: Pick<OutboxEvent, 'orderId' | 'sequence'>): string {
  return `${orderId}:${sequence}`;
}

/** As wide as the largest integer of PostgreSQL: the extension `sequence` has them compared as text. */
const SEQUENCE_DIGITS = 10;
const JSON_TYPE = 'application/json';
const SCHEMA_PATH = '/asyncapi.json#/components/schemas/OrderSnapshot';

/** What of an event its attributes tell. */
export type EventEnvelope = Omit<OutboxEvent, 'id' | 'body' | 'wasRefused'>;

/** CloudEvents 1.0, with the extensions `sequence` and `distributed-tracing`. */
export function cloudEventAttributes(event: EventEnvelope, publicUrl: string): Record<string, string> {
  const { traceparent, tracestate, requestId } = event;
  return {
    specversion: '1.0',
    id: eventId(event),
    type: event.type,
    source: '/orders',
    subject: event.orderId,
    time: event.at.toISOString(),
    datacontenttype: JSON_TYPE,
    dataschema: `${publicUrl}${SCHEMA_PATH}`,
    sequence: String(event.sequence).padStart(SEQUENCE_DIGITS, '0'),
    actor: event.actor,
    ...(requestId && { requestid: requestId }),
    ...(traceparent && { traceparent }),
    ...(tracestate && { tracestate }),
  };
}

/**
 * Binary mode: attributes are headers (CloudEvents NATS Protocol Binding, 3.1), the order is the body. Those of `distributed-tracing` say
 * where the event was made; the bare headers say who sent the message.
 */
export function cloudEventHeaders(event: EventEnvelope, publicUrl: string, sender: TraceContext): MsgHdrs {
  const sent = sender.traceparent === undefined ? event : sender;
  const hdrs = headers();
  hdrs.set('content-type', JSON_TYPE);
  for (const [name, value] of Object.entries(cloudEventAttributes(event, publicUrl))) hdrs.set(`ce-${name}`, value);
  if (sent.traceparent) hdrs.set('traceparent', sent.traceparent);
  if (sent.tracestate) hdrs.set('tracestate', sent.tracestate);
  return hdrs;
}
