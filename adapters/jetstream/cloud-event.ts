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

/**
 * CloudEvents 1.0, binary mode: attributes are headers (CloudEvents NATS Protocol Binding, 3.1), the order is the body. The extensions
 * are `sequence` and `distributed-tracing`, which says where the event was made; the bare headers say who sent the message.
 */
export function cloudEventHeaders(event: OutboxEvent, publicUrl: string, sender: TraceContext): MsgHdrs {
  const { traceparent, tracestate, requestId } = event;
  const sent = sender.traceparent === undefined ? event : sender;
  const attributes = {
    'content-type': JSON_TYPE,
    'ce-specversion': '1.0',
    'ce-id': eventId(event),
    'ce-type': event.type,
    'ce-source': '/orders',
    'ce-subject': event.orderId,
    'ce-time': event.at.toISOString(),
    'ce-datacontenttype': JSON_TYPE,
    'ce-dataschema': `${publicUrl}${SCHEMA_PATH}`,
    'ce-sequence': String(event.sequence).padStart(SEQUENCE_DIGITS, '0'),
    'ce-actor': event.actor,
    ...(requestId && { 'ce-requestid': requestId }),
    ...(traceparent && { 'ce-traceparent': traceparent }),
    ...(tracestate && { 'ce-tracestate': tracestate }),
    traceparent: sent.traceparent,
    tracestate: sent.tracestate,
  };
  const hdrs = headers();
  for (const [name, value] of Object.entries(attributes)) if (value) hdrs.set(name, value);
  return hdrs;
}
