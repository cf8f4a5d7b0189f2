import type { EventType, OrderEvent } from '../../domain/order-event.ts';
import type { OrderSnapshot } from '../../domain/order-snapshot.ts';
import type { OrderEvent as EventRow } from '../../prisma/generated/client.ts';

export function toEvent(row: EventRow): OrderEvent {
  return {
    sequence: row.sequence,
    type: row.type as EventType,
    at: row.at.toISOString(),
    actor: row.actor,
    why: row.why ?? '',
    ...(row.requestId !== null && { requestId: row.requestId }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
    ...(row.tracestate !== null && { tracestate: row.tracestate }),
    order: asOfNow(row.snapshot as unknown as OrderSnapshot),
  };
}

/** An order as an earlier version of this system wrote it, with what has been added to orders since. */
export function asOfNow(snapshot: OrderSnapshot): OrderSnapshot {
  return { ...snapshot, refunds: snapshot.refunds ?? [], payment: { ...snapshot.payment, attempts: snapshot.payment.attempts ?? 1 } };
}
