import { SpanKind } from '@opentelemetry/api';
import type { OutboxEvent } from '../../../adapters/postgres/outbox.ts';
import { createLogger } from '../../../platform/logger.ts';
import { inEventContext, inSendingSpan } from '../../../worker/event-context.ts';
import { recordSpans } from '../../support/recorded-spans.ts';

const spans = recordSpans();
const event: OutboxEvent = {
  id: 7n,
  orderId: 'o-1',
  sequence: 12,
  type: 'orders.confirmed',
  at: new Date(),
  actor: 'api',
  requestId: 'req-1',
  traceparent: `00-${'a'.repeat(32)}-b7ad6b7169203331-01`,
  tracestate: null,
  body: '{}',
  wasRefused: false,
};

it('an event is sent as a part of the step that wrote it', async () => {
  expect(await inSendingSpan(event, async () => 'stored')).toBe('stored');
  const { parentSpanContext, kind, attributes } = spans.one('publish orders.confirmed');
  expect([parentSpanContext?.spanId, kind]).toEqual(['b7ad6b7169203331', SpanKind.PRODUCER]);
  expect(attributes).toMatchObject({ 'order.id': 'o-1', 'order.sequence': 12, 'messaging.destination.name': 'orders.confirmed' });
});

it('one that has waited for long is sent in a trace that is linked to it', async () => {
  await inSendingSpan({ ...event, at: new Date(Date.now() - 301_000) }, async () => 'stored');
  const { parentSpanContext, links } = spans.one('publish orders.confirmed');
  expect([parentSpanContext, links.map(({ context }) => context.spanId)]).toEqual([undefined, ['b7ad6b7169203331']]);
});

it('what is logged about an event names its order, workflow, request and trace', () => {
  const lines: string[] = [];
  const log = createLogger('relay', 'info', { write: (line) => void lines.push(line) });
  inEventContext(event, () => log.error('refused'));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    orderId: 'o-1',
    workflowId: 'order-o-1',
    requestId: 'req-1',
    trace_id: 'a'.repeat(32),
    span_id: 'b7ad6b7169203331',
  });
});
