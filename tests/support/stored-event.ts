import type { OutboxEvent } from '../../adapters/postgres/outbox.ts';

/** One event of the order `o`, as the outbox has it. */
export const storedEvent = (sequence: number): OutboxEvent => ({
  id: BigInt(sequence),
  orderId: 'o',
  sequence,
  type: 'orders.created',
  at: new Date(),
  actor: 'api',
  requestId: null,
  traceparent: null,
  tracestate: null,
  body: JSON.stringify({ id: 'o', text: 'x'.repeat(500) }),
  wasRefused: false,
});
