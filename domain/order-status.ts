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

interface StatusRule {
  readonly next: readonly OrderStatus[];
  /** Until hand-over is decided a cancel always wins; then the carrier is asked; then it is too late. */
  readonly cancel: 'wins' | 'asks_carrier' | 'too_late' | 'done';
  /** What holds over payment and parcels whenever an order is in this status. */
  readonly holds: (order: Order) => boolean;
}

const paid = ({ payment, totalCents }: Order) => totalCents === 0 || payment.authorisedCents === totalCents;
const settled = ({ payment, totalCents }: Order) => payment.capturedCents + payment.writtenOffCents === totalCents;
const noLiveMoney = ({ payment }: Order) =>
  payment.capturedCents === payment.refundedCents && !['authorised', 'requires_action', 'captured'].includes(payment.status);
const everyShipment = (order: Order, ...statuses: string[]) =>
  order.shipments.length > 0 && order.shipments.every((shipment) => statuses.includes(shipment.status));
const left = ({ shipments }: Order) => shipments.length > 0 && shipments.every(({ status }) => !['booked', 'cancelled'].includes(status));
const allBack = ({ payment, refunds }: Order) =>
  payment.capturedCents === payment.refundedCents && refunds.every(({ status }) => status !== 'pending');
const nothingLeft = (order: Order) => order.shipments.every((shipment) => ['booked', 'cancelled'].includes(shipment.status));

/** The order's life: the only moves there are, and what each status promises. */
export const STATUS_TABLE: Readonly<Record<OrderStatus, StatusRule>> = {
  PENDING: { next: ['CREATED'], cancel: 'wins', holds: (order) => order.version === 0 },
  CREATED: { next: ['CONFIRMED', 'REJECTED', 'CANCELING'], cancel: 'wins', holds: nothingLeft },
  CONFIRMED: { next: ['FULFILLING', 'CANCELING'], cancel: 'wins', holds: (order) => paid(order) && nothingLeft(order) },
  FULFILLING: { next: ['SHIPPED', 'CANCELING'], cancel: 'asks_carrier', holds: (order) => paid(order) && order.shipments.length > 0 },
  SHIPPED: {
    next: ['DELIVERED', 'RETURNED', 'COMPLETED'],
    cancel: 'too_late',
    holds: left,
  },
  DELIVERED: { next: ['COMPLETED'], cancel: 'too_late', holds: (order) => everyShipment(order, 'delivered') },
  COMPLETED: { next: ['RETURNED'], cancel: 'too_late', holds: (order) => settled(order) && order.needsAttention === undefined },
  CANCELING: { next: ['CANCELED'], cancel: 'done', holds: nothingLeft },
  CANCELED: { next: [], cancel: 'done', holds: (order) => noLiveMoney(order) && nothingLeft(order) },
  REJECTED: { next: [], cancel: 'too_late', holds: (order) => noLiveMoney(order) && order.shipments.length === 0 },
  RETURNED: { next: [], cancel: 'too_late', holds: (order) => allBack(order) && order.needsAttention === undefined },
};

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
    case 'SHIPPED':
      return `The order has left (${status}). Wait for its delivery, then ask for a return.`;
    default:
      return `The order is past its delivery (${status}). Ask for a return instead.`;
  }
}
