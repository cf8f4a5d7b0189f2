import { stopsWaiting } from '../domain/backorder.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Order, OrderReason, Payment } from '../domain/order.ts';
import type { NewOrder, OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import { holdIdsOf } from './hold.ts';
import { unbookedLines } from '../domain/order-quantities.ts';
import { recorderOf, statusVersionOf, type Step, whenIn } from './record-step.ts';
import { shipmentFacts, type ShipmentFacts } from './shipment-facts.ts';

/** Where a run finds its order: what it decides by, from the row and not from the request. */
export interface FoundOrder extends StatusVersion {
  /** An earlier run left it waiting for a person. */
  readonly isListed: boolean;
  /** Nothing is to be paid. */
  readonly isFree: boolean;
  /** Everything of it is in a shipment that is booked. */
  readonly isBooked: boolean;
  /** Every shipment that was ever booked, the cancelled ones too, in their order. */
  readonly shipments: readonly ShipmentFacts[];
  /** Something was cancelled after its capture, and goes back. */
  readonly isOwed?: true;
  /** A run that is no more may have been at an edit of it. */
  readonly mayBeHalfEdited?: true;
  /** Absent where nothing holds it. */
  readonly holdIds?: readonly string[];
  /** Not handed over before (ISO 8601). */
  readonly handOverAfter?: string;
}

/** Write the order and read it, confirm it where nothing is to be paid, reject it. */
export function orderActivities({ orders }: { orders: OrderStore }) {
  const record = recorderOf(orders);

  return {
    /** Writes the order unless it is written; either way the run learns where it stands. */
    createOrder: async ({ cause, ...order }: NewOrder & { cause: Cause }): Promise<FoundOrder> =>
      foundOrder(await orders.create(order, cause)),

    readOrder: async ({ orderId }: Step): Promise<FoundOrder> => foundOrder(await orders.get(orderId)),

    confirmUnpaid: (step: Step) =>
      record(step, 'confirmed', whenIn('CREATED', { status: 'CONFIRMED', why: 'All stock is reserved, and nothing is to be paid.' })),

    rejectOrder: ({ reason, ...step }: Step & { reason: OrderReason }) =>
      record({ ...step, cause: { ...step.cause, actor: rejecter(reason) } }, 'rejected', (order) =>
        order.status === 'CREATED'
          ? {
              status: 'REJECTED',
              reason,
              payment: rejectedPayment(order.payment, reason),
              holds: [],
              ...stopsWaiting(order),
              why: reason.text,
            }
          : undefined,
      ),
  };
}

function foundOrder(order: Order): FoundOrder {
  return {
    ...statusVersionOf(order),
    isListed: order.needsAttention !== undefined,
    isFree: order.payment.status === 'not_required',
    isBooked: unbookedLines(order).length === 0,
    shipments: order.shipments.map(shipmentFacts),
    ...(order.items.some(({ cancelledAfterCapture }) => cancelledAfterCapture !== undefined) && { isOwed: true }),
    ...(order.status === 'CONFIRMED' && { mayBeHalfEdited: true }),
    ...(order.holds && { holdIds: holdIdsOf(order) }),
    ...(order.handOverAfter !== undefined && { handOverAfter: order.handOverAfter }),
  };
}

function rejecter(reason: OrderReason): Cause['actor'] {
  if (reason.code === 'payment_declined') return 'provider';
  return reason.code === 'reservation_expired' ? 'clock' : 'api';
}

/** A late try may have recorded that the customer is to act, after the void barred what the customer could do. */
function rejectedPayment({ nextAction: _, ...payment }: Payment, reason: OrderReason): Payment {
  if (reason.code === 'payment_declined') return { ...payment, status: 'declined' };
  return payment.status === 'requires_action' ? { ...payment, status: 'voided' } : payment;
}
