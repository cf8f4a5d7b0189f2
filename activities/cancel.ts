import { stopsWaiting } from '../domain/backorder.ts';
import type { OrderReason } from '../domain/order.ts';
import { isAtItsEnd, type OrderStatus } from '../domain/order-status.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import { recorderOf, type Step, whenIn } from './record-step.ts';

export interface BeginCancelingStep extends Step {
  readonly reason: OrderReason;
  /** In this status alone, where what is to be undone follows from it; otherwise the order is left as it is. */
  readonly from?: OrderStatus;
}

/** The records of a cancel: begun, done, or refused. */
export function cancelActivities({ orders }: { orders: OrderStore }) {
  const record = recorderOf(orders);

  return {
    beginCanceling: ({ reason, from, ...step }: BeginCancelingStep) =>
      record(step, 'canceling', (order) =>
        isAtItsEnd(order.status) || order.status === 'CANCELING' || (from !== undefined && order.status !== from)
          ? undefined
          : {
              status: 'CANCELING',
              reason,
              needsAttention: null,
              holds: [],
              ...stopsWaiting(order),
              shipments: order.shipments.map((shipment) => ({ ...shipment, status: 'cancelled' })),
              why: reason.text,
            },
      ),

    finishCanceling: (step: Step) =>
      record(step, 'canceled', whenIn('CANCELING', { status: 'CANCELED', needsAttention: null, why: 'Everything was undone.' })),

    refuseCancel: ({ occasion, why, ...step }: Step & { occasion: string; why: string }) =>
      record(step, `cancel_refused:${occasion}`, () => ({ event: 'orders.cancel_refused', why })),
  };
}
