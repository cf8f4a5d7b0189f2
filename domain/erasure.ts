import { ACTORS, type Actor } from './order-event.ts';
import type { Order } from './order.ts';
import { isAtItsEnd } from './order-status.ts';

/** Stands in an order for its customer, and for whatever was said of them. */
export const ERASED = '(erased)';

export function isErased({ customerId, status }: Pick<Order, 'customerId' | 'status'>): boolean {
  return customerId === ERASED && isAtItsEnd(status);
}

/** An order without what tells who ordered, or was written by people; goods, money and dates stay. */
export function withoutPerson<T extends Order>(order: T): T {
  const { shipTo: _address, metadata: _metadata, payment, ...rest } = order;
  const { nextAction: _nextAction, ...settled } = payment;
  return {
    ...rest,
    customerId: ERASED,
    payment: settled,
    refunds: order.refunds.map((refund) => ({ ...refund, reason: ERASED })),
    ...(order.reason && { reason: { ...order.reason, text: ERASED } }),
    ...(order.adjustments && { adjustments: order.adjustments.map(({ description: _, ...adjustment }) => adjustment) }),
    ...(order.holds && { holds: order.holds.map(({ note: _, ...hold }) => ({ ...hold, placedBy: actorWithoutName(hold.placedBy) })) }),
    ...(order.returns && {
      returns: order.returns.map((each) => ({
        ...each,
        reason: ERASED,
        ...(each.declineReason !== undefined && { declineReason: ERASED }),
      })),
    }),
    ...(order.needsAttention && { needsAttention: { ...order.needsAttention, text: ERASED } }),
  } as unknown as T;
}

/** A caller of the API may be the customer. */
export function actorWithoutName(actor: Actor): Actor {
  return (ACTORS as readonly string[]).includes(actor) ? actor : ERASED;
}
