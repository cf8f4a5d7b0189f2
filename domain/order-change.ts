import type { Address, Order, OrderReason, Payment, PaymentMethod, Refund } from './order.ts';
import type { NeedsAttention } from './attention.ts';
import type { Hold } from './hold.ts';
import type { Return } from './return.ts';
import type { Shipment } from './shipment.ts';
import type { Adjustment } from './pricing.ts';
import { mayMove, STATUS_TABLE, type OrderStatus } from './order-status.ts';
import { statusEvent, type EventType } from './order-event.ts';

/** What one step changes. A status move names the event; anything else says which event it is. */
export type OrderChange = {
  readonly items?: Order['items'];
  readonly adjustments?: readonly Adjustment[];
  readonly totalCents?: number;
  readonly shipTo?: Address | undefined;
  readonly payment?: Payment;
  /** Kept beside the order: no event tells it. */
  readonly paymentMethod?: PaymentMethod;
  readonly shipments?: readonly Shipment[];
  readonly refunds?: readonly Refund[];
  readonly returns?: readonly Return[];
  readonly holds?: readonly Hold[];
  /** `null` takes it away. */
  readonly backorderUntil?: string | null;
  readonly reason?: OrderReason;
  /** `null` takes it away. */
  readonly needsAttention?: NeedsAttention | null;
  /** Stands in the event, for people: why this happened. */
  readonly why: string;
} & ({ readonly status: OrderStatus } | { readonly event: EventType });

/** A change that the status table does not allow: always a bug of the caller, never a user's mistake. */
export class ForbiddenChangeError extends Error {
  override name = 'ForbiddenChangeError';
}

/**
 * The order after a change, one version on, and the type of the event that tells of it.
 * @throws ForbiddenChangeError when the table has no such move, or the new status' condition would not hold
 */
export function applyChange(order: Order, change: OrderChange, at: string): { order: Order; event: EventType } {
  const status = 'status' in change ? change.status : order.status;
  if ('status' in change && !mayMove(order.status, status)) {
    throw new ForbiddenChangeError(`order ${order.id} cannot move from ${order.status} to ${status}`);
  }
  const { needsAttention, backorderUntil, holds: held = [], adjustments: adjusted = [], ...kept } = order;
  const { holds = held, adjustments = adjusted, shipTo = order.shipTo } = change;
  const attention = change.needsAttention === undefined ? needsAttention : change.needsAttention;
  const waitsUntil = change.backorderUntil === undefined ? backorderUntil : change.backorderUntil;
  const after: Order = {
    ...kept,
    status,
    ...(change.reason && { reason: change.reason }),
    items: change.items ?? order.items,
    ...(adjustments.length > 0 && { adjustments }),
    totalCents: change.totalCents ?? order.totalCents,
    ...(shipTo && { shipTo }),
    payment: change.payment ?? order.payment,
    shipments: change.shipments ?? order.shipments,
    refunds: change.refunds ?? order.refunds,
    ...(change.returns && { returns: change.returns }),
    ...(holds.length > 0 && { holds }),
    ...(waitsUntil && { backorderUntil: waitsUntil }),
    ...(attention && { needsAttention: attention }),
    updatedAt: at,
    version: order.version + 1,
  };
  if (!STATUS_TABLE[status].holds(after)) throw new ForbiddenChangeError(`order ${order.id} breaks the condition of ${status}`);
  return { order: after, event: 'status' in change ? statusEvent(status) : change.event };
}
