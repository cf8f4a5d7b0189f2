import { SpanKind } from '@opentelemetry/api';
import type { OutboxEvent } from '../adapters/postgres/outbox.ts';
import { orderWorkflowIdOf } from '../domain/identifiers.ts';
import { runInContext } from '../platform/request-context.ts';
import { following, withSpan } from '../platform/spans.ts';

/** Runs what concerns an event so that its log lines name order and request. */
export function inEventContext<T>(event: OutboxEvent, work: () => T): T {
  const { orderId, requestId } = event;
  return runInContext(
    { orderId, workflowId: orderWorkflowIdOf(orderId), ...(requestId !== null && { requestId }), ...originOf(event) },
    work,
  );
}

/** Sends an event as a part of the trace that wrote it, or, where it has waited for long, in one that is linked to it. */
export function inSendingSpan<T>(event: OutboxEvent, send: () => Promise<T>): Promise<T> {
  const { orderId, sequence, type, at } = event;
  const attributes = {
    'order.id': orderId,
    'order.sequence': sequence,
    'messaging.system': 'nats',
    'messaging.operation.name': 'publish',
    'messaging.destination.name': type,
  };
  const span = { ...following(originOf(event), at.getTime()), kind: SpanKind.PRODUCER, attributes };
  return inEventContext(event, () => withSpan(`publish ${type}`, span, send));
}

function originOf({ traceparent, tracestate }: OutboxEvent) {
  return { ...(traceparent !== null && { traceparent }), ...(tracestate !== null && { tracestate }) };
}
