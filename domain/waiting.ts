import type { AttentionCode } from './attention.ts';
import { isWaitingForStock } from './backorder.ts';
import { returnRefundIdOf } from './identifiers.ts';
import { liveShipments } from './order-quantities.ts';
import { isAtItsEnd } from './order-status.ts';
import type { Order, Refund } from './order.ts';
import { isOpenReturn } from './return.ts';
import { awaitingCapture } from './shipment-capture.ts';
import { isSettled } from './shipment.ts';

export const WAITS = ['customer', 'payment_provider', 'carrier', 'person', 'worker', 'hold', 'clock', 'stock'] as const;

/** Whom an order waits for. No event holds it: it changes without one. */
export interface WaitingFor {
  readonly what: (typeof WAITS)[number];
  /** ISO 8601. */
  readonly since: string;
  /** When a step that failed is tried again, where one did, or the clock has run (ISO 8601). */
  readonly nextTryAt?: string;
}

/** Whom an order waits for, as far as its row tells; undefined when it is over. */
export function waitingFor(order: Order): WaitingFor | undefined {
  const { status, needsAttention, createdAt, updatedAt, payment } = order;
  if (needsAttention) return { what: 'person', since: needsAttention.since };
  if (isAtItsEnd(status)) return refund(order) ?? comingBack(order);
  switch (status) {
    case 'PENDING':
      return { what: 'worker', since: createdAt };
    case 'CREATED':
      if (isWaitingForStock(order)) return stock(order);
      if (payment.status === 'requires_action') return { what: 'customer', since: payment.nextAction?.since ?? updatedAt };
      return { what: payment.status === 'not_required' ? 'worker' : 'payment_provider', since: createdAt };
    case 'CONFIRMED':
      return hold(order) ?? handOver(order) ?? { what: 'carrier', since: updatedAt };
    case 'CANCELING':
      return { what: payment.status === 'not_required' ? 'worker' : 'payment_provider', since: updatedAt };
    default:
      return capture(order) ?? parcel(order) ?? refund(order) ?? { what: 'worker', since: updatedAt };
  }
}

/** Questions that are asked while the step goes on being tried. */
const ASKED_WHILE_TRIED: ReadonlySet<AttentionCode> = new Set(['PAYMENT_PROVIDER_UNAVAILABLE', 'CARRIER_UNAVAILABLE', 'UNDO_FAILING']);

/** A workflow: the order's own, or that of one of its refunds or returns. */
export type TriedBy = 'order' | { readonly refundId: string } | { readonly returnId: string };

/**
 * The workflow whose step may be failing: of an order that waits for an answer to be had now, and not for its customer, or for a
 * parcel that travels. Undefined where there is no such step.
 */
export function triedBy(order: Order, { what }: WaitingFor): TriedBy | undefined {
  if (isAtItsEnd(order.status)) return triedByRefund(order);
  if (what === 'payment_provider' || what === 'worker') return 'order';
  if (what === 'carrier' || what === 'clock') return order.status === 'CONFIRMED' ? 'order' : undefined;
  return order.needsAttention && ASKED_WHILE_TRIED.has(order.needsAttention.code) ? 'order' : undefined;
}

/** A person is asked when it takes too long. */
function stock({ createdAt, backorderUntil }: Order): WaitingFor {
  return { what: 'stock', since: createdAt, ...(backorderUntil !== undefined && { nextTryAt: backorderUntil }) };
}

/** Who placed the first hold has to release it. */
function hold({ holds }: Order): WaitingFor | undefined {
  const [first] = holds ?? [];
  return first && { what: 'hold', since: first.placedAt };
}

/** Its time to be changed is not over, as far as the row tells. */
function handOver({ handOverAfter, updatedAt }: Order): WaitingFor | undefined {
  return handOverAfter !== undefined && handOverAfter > updatedAt
    ? { what: 'clock', since: updatedAt, nextTryAt: handOverAfter }
    : undefined;
}

/** The money is taken as soon as the first parcel has left, or that of each as it leaves. */
function capture(order: Order): WaitingFor | undefined {
  const since = awaitingCapture(order)
    .flatMap(({ pickedUpAt }) => pickedUpAt ?? [])
    .toSorted()[0];
  return since === undefined ? undefined : { what: 'payment_provider', since };
}

/** The parcel that has stood still for longest. */
function parcel(order: Order): WaitingFor | undefined {
  const open = liveShipments(order).filter((shipment) => !isSettled(shipment));
  const since = open.map(({ pickedUpAt, bookedAt }) => pickedUpAt ?? bookedAt).toSorted()[0];
  return since === undefined ? undefined : { what: 'carrier', since };
}

function refund(order: Order): WaitingFor | undefined {
  const open = openRefund(order);
  return open && { what: 'payment_provider', since: open.createdAt };
}

/** A return is a step of its own only while its refund is pending. */
function triedByRefund(order: Order): TriedBy | undefined {
  const pending = openRefund(order);
  if (!pending) return undefined;
  const returned = order.returns?.find(({ returnId }) => returnRefundIdOf(returnId) === pending.refundId);
  return returned ? { returnId: returned.returnId } : { refundId: pending.refundId };
}

/** Who is to decide about a return, or to send it. */
function comingBack({ returns = [] }: Order): WaitingFor | undefined {
  const open = returns.filter(isOpenReturn);
  const undecided = open.find(({ status }) => status === 'requested');
  if (undecided) return { what: 'person', since: undecided.requestedAt };
  const [first] = open;
  if (!first) return undefined;
  if (first.receivedAt !== undefined) return { what: 'worker', since: first.receivedAt };
  return {
    what: 'customer',
    since: first.approvedAt ?? first.requestedAt,
    ...(first.expiresAt !== undefined && { nextTryAt: first.expiresAt }),
  };
}

function openRefund({ refunds }: Order): Refund | undefined {
  return refunds.find(({ status }) => status === 'pending');
}
