import { isWaitingForStock } from './backorder.ts';
import { hasAnythingArrived, hasAnythingHere, hasAnythingLeft, hasEverythingLeft, isEveryShipmentSettled } from './order-quantities.ts';
import { dueCents, ownCents } from './line-money.ts';
import { isEveryDeliveredUnitBack } from './line-units.ts';
import type { Order } from './order.ts';

export const ORDER_STATUSES = [
  'PENDING',
  'CREATED',
  'CONFIRMED',
  'FULFILLING',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
  'CANCELING',
  'CANCELED',
  'REJECTED',
  'RETURNED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Until the hand-over is decided a cancel always wins; then the carrier is asked; then it is too late. */
export type CancelRule = 'wins' | 'asks_carrier' | 'too_late' | 'done';

/** How far the goods are, besides the status. */
export interface HandOver {
  /** The first booking is on its way to the carrier, or made. */
  readonly isDecided: boolean;
  /** At least one parcel was picked up. */
  readonly hasAnythingLeft: boolean;
}

interface StatusRule {
  readonly next: readonly OrderStatus[];
  readonly cancel: (handOver: HandOver) => CancelRule;
  /** What holds over payment and shipments whenever an order is in this status. */
  readonly holds: (order: Order) => boolean;
}

/** A cancel of lines and a change that makes an order cheaper ask nobody: less is captured than was authorised. */
const paid = (order: Order) => order.payment.authorisedCents >= dueCents(order);
const settled = (order: Order) => order.payment.capturedCents + order.payment.writtenOffCents === dueCents(order);
const noLiveMoney = ({ payment }: Order) =>
  payment.capturedCents === payment.refundedCents && !['authorised', 'requires_action', 'captured'].includes(payment.status);
/** What is of no line may be kept: it was not paid for goods. */
const goodsRefunded = (order: Order) => order.payment.capturedCents - order.payment.refundedCents <= ownCents(order);
/** Whatever was kept as a fee, where they were delivered before. */
const goodsBack = (order: Order) => (hasAnythingArrived(order) ? isEveryDeliveredUnitBack(order) : goodsRefunded(order));
const nothingLeft = (order: Order) => !hasAnythingLeft(order);
const notHeld = ({ holds }: Order) => holds === undefined;
const allThere = (order: Order) => !isWaitingForStock(order);
const nobodyAsked = ({ needsAttention }: Order) => needsAttention === undefined;

const whileGoodsAreHere = ({ isDecided, hasAnythingLeft: left }: HandOver): CancelRule =>
  left ? 'too_late' : isDecided ? 'asks_carrier' : 'wins';
const tooLate = (): CancelRule => 'too_late';
const done = (): CancelRule => 'done';

/** The only moves that an order makes, and what each status promises. */
export const STATUS_TABLE: Readonly<Record<OrderStatus, StatusRule>> = {
  PENDING: { next: ['CREATED'], cancel: whileGoodsAreHere, holds: (order) => order.version === 0 },
  CREATED: { next: ['CONFIRMED', 'REJECTED', 'CANCELING'], cancel: whileGoodsAreHere, holds: nothingLeft },
  CONFIRMED: {
    next: ['FULFILLING', 'CANCELING'],
    cancel: whileGoodsAreHere,
    holds: (order) => paid(order) && nothingLeft(order) && allThere(order),
  },
  FULFILLING: {
    next: ['SHIPPED', 'CANCELING'],
    cancel: whileGoodsAreHere,
    holds: (order) => paid(order) && order.shipments.length > 0 && hasAnythingHere(order) && notHeld(order),
  },
  SHIPPED: { next: ['DELIVERED', 'RETURNED', 'COMPLETED'], cancel: tooLate, holds: hasEverythingLeft },
  DELIVERED: { next: ['COMPLETED'], cancel: tooLate, holds: (order) => isEveryShipmentSettled(order) && hasAnythingArrived(order) },
  COMPLETED: { next: ['RETURNED'], cancel: tooLate, holds: (order) => settled(order) && nobodyAsked(order) && notHeld(order) },
  CANCELING: { next: ['CANCELED'], cancel: done, holds: (order) => nothingLeft(order) && notHeld(order) && allThere(order) },
  CANCELED: { next: [], cancel: done, holds: (order) => noLiveMoney(order) && nothingLeft(order) && notHeld(order) },
  REJECTED: {
    next: [],
    cancel: tooLate,
    holds: (order) => noLiveMoney(order) && order.shipments.length === 0 && notHeld(order) && allThere(order),
  },
  RETURNED: { next: [], cancel: tooLate, holds: (order) => goodsBack(order) && nobodyAsked(order) && notHeld(order) },
};

/** Whether and how an order can still be cancelled, as far as its row tells: that a hand-over is decided the workflow knows first. */
export function cancelRuleOf(order: Pick<Order, 'status' | 'shipments'>): CancelRule {
  return STATUS_TABLE[order.status].cancel({ isDecided: order.status === 'FULFILLING', hasAnythingLeft: hasAnythingLeft(order) });
}

export function mayMove(from: OrderStatus, to: OrderStatus): boolean {
  return STATUS_TABLE[from].next.includes(to);
}

/** Statuses at which the order's own workflow has nothing left to do. */
export const END_STATUSES = ['COMPLETED', 'CANCELED', 'REJECTED', 'RETURNED'] as const satisfies readonly OrderStatus[];

export function isAtItsEnd(status: OrderStatus): boolean {
  return (END_STATUSES as readonly OrderStatus[]).includes(status);
}

/** Why an order can't be cancelled any more, and what to do instead. */
export function whyTooLateToCancel(status: OrderStatus): string {
  switch (status) {
    case 'REJECTED':
      return 'The order was rejected: nothing is held or charged for it, so there is nothing to cancel.';
    case 'RETURNED':
      return 'Everything of this order came back already, so there is nothing to cancel.';
    case 'FULFILLING':
      return 'A part of the order has left (FULFILLING). Lines that have not left can still be cancelled, by their items; what was captured for the others can be refunded.';
    case 'SHIPPED':
      return `The order has left (${status}). What was captured for it can be refunded.`;
    default:
      return `The order is past its delivery (${status}). What was captured for it can be refunded.`;
  }
}
