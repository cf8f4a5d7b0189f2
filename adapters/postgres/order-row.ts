import type { Order, OrderRequest, Payment } from '../../domain/order.ts';
import type { Actor, EventType, OrderEvent } from '../../domain/order-event.ts';
import { Prisma, type Order as OrderRow, type OrderEvent as EventRow } from '../../prisma/generated/client.ts';

/** The row's columns under their Prisma names, for statements that are written by hand. */
export const ORDER_COLUMNS = Prisma.raw(
  `o.id, o.order_number as "orderNumber", o.customer_id as "customerId", o.currency, o.total_cents as "totalCents",
   o.status::text as status, o.reason, o.items, o.shipments, o.ship_to as "shipTo", o.metadata,
   o.payment_status::text as "paymentStatus", o.authorised_cents as "authorisedCents", o.captured_cents as "capturedCents",
   o.refunded_cents as "refundedCents", o.written_off_cents as "writtenOffCents", o.next_action as "nextAction", o.attention,
   o.refunds, o.open_refunds as "openRefunds", o.payment_reference as "paymentReference", o.payment_attempts as "paymentAttempts",
   o.authorisation_expires_at as "authorisationExpiresAt",
   o.payment_token as "paymentToken", o.request_fingerprint as "requestFingerprint", o.version, o.created_at as "createdAt", o.updated_at as "updatedAt"`,
);

export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    orderNumber: row.orderNumber,
    customerId: row.customerId,
    currency: row.currency,
    items: row.items as unknown as Order['items'],
    totalCents: Number(row.totalCents),
    status: row.status,
    ...(row.reason !== null && { reason: row.reason as unknown as NonNullable<Order['reason']> }),
    payment: toPayment(row),
    shipments: row.shipments as unknown as Order['shipments'],
    refunds: row.refunds as unknown as Order['refunds'],
    ...(row.attention !== null && { needsAttention: row.attention as unknown as NonNullable<Order['needsAttention']> }),
    ...(row.shipTo !== null && { shipTo: row.shipTo as unknown as NonNullable<Order['shipTo']> }),
    ...(row.metadata !== null && { metadata: row.metadata as NonNullable<Order['metadata']> }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

function toPayment(row: OrderRow): Payment {
  return {
    status: row.paymentStatus,
    authorisedCents: Number(row.authorisedCents),
    capturedCents: Number(row.capturedCents),
    refundedCents: Number(row.refundedCents),
    writtenOffCents: Number(row.writtenOffCents),
    attempts: row.paymentAttempts,
    ...(row.paymentReference !== null && { reference: row.paymentReference }),
    ...(row.authorisationExpiresAt !== null && { expiresAt: row.authorisationExpiresAt.toISOString() }),
    ...(row.nextAction !== null && { nextAction: row.nextAction as unknown as NonNullable<Payment['nextAction']> }),
  };
}

/** The request that made the order, as its workflow was given it. */
export function toRequest(row: OrderRow): OrderRequest {
  const { customerId, currency, items, shipTo, metadata } = toOrder(row);
  return {
    customerId,
    currency,
    items: items.map(({ sku, quantity, priceCents }) => ({ sku, quantity, priceCents })),
    paymentToken: row.paymentToken,
    ...(shipTo && { shipTo }),
    ...(metadata && { metadata }),
  };
}

export function toEvent(row: EventRow): OrderEvent {
  return {
    sequence: row.sequence,
    type: row.type as EventType,
    at: row.at.toISOString(),
    actor: row.actor as Actor,
    why: row.why ?? '',
    ...(row.requestId !== null && { requestId: row.requestId }),
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
    order: asOfNow(row.snapshot as unknown as Order),
  };
}

/** An order as an earlier version of this system wrote it, with what has been added to orders since. */
export function asOfNow(snapshot: Order): Order {
  return { ...snapshot, refunds: snapshot.refunds ?? [], payment: { ...snapshot.payment, attempts: snapshot.payment.attempts ?? 1 } };
}

/** A JSON column's value as a parameter; SQL's null where there is nothing. */
export function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
