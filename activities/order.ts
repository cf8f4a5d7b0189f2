import type { NeedsAttention, Order, OrderReason, Payment } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Cause } from '../domain/order-event.ts';
import { isAtItsEnd } from '../domain/order-status.ts';
import type { NewOrder, OrderStore, Standing } from '../domain/ports.ts';

interface Step {
  readonly orderId: string;
  readonly cause: Cause;
}

/** Records of the order itself. Each is one change, made once, whatever repeats it. */
export function orderActivities({ orders, now }: { orders: OrderStore; now: () => Date }) {
  const record = async ({ orderId, cause }: Step, step: string, decide: (order: Order) => OrderChange | undefined) =>
    standingOf(await orders.change(orderId, step, cause, decide));

  return {
    createOrder: async (input: NewOrder & { cause: Cause }) => standingOf(await orders.create(input, input.cause)),

    confirmUnpaid: (step: Step) => record(step, 'confirmed', whenIn(['CREATED'], { status: 'CONFIRMED' })),

    rejectOrder: ({ reason, ...step }: Step & { reason: OrderReason }) =>
      record({ ...step, cause: { ...step.cause, actor: rejecter(reason) } }, 'rejected', (order) =>
        order.status === 'CREATED'
          ? { status: 'REJECTED', reason, payment: rejectedPayment(order.payment, reason), why: reason.text }
          : undefined,
      ),

    beginCanceling: ({ reason, ...step }: Step & { reason: OrderReason }) =>
      record(step, 'canceling', (order) =>
        isAtItsEnd(order.status) || order.status === 'CANCELING'
          ? undefined
          : {
              status: 'CANCELING',
              reason,
              shipments: order.shipments.map((shipment) => ({ ...shipment, status: 'cancelled' })),
              why: reason.text,
            },
      ),

    finishCanceling: (step: Step) => record(step, 'canceled', whenIn(['CANCELING'], { status: 'CANCELED' })),

    refuseCancel: ({ occasion, why, ...step }: Step & { occasion: string; why: string }) =>
      record(step, `cancel_refused:${occasion}`, () => ({ event: 'orders.cancel_refused', why })),

    completeOrder: (step: Step) => record(step, 'completed', whenIn(['DELIVERED'], { status: 'COMPLETED' })),

    raiseAttention: ({ occasion, attention, ...step }: Step & { occasion: string; attention: Omit<NeedsAttention, 'since'> }) =>
      record({ ...step, cause: { ...step.cause, actor: 'provider' } }, `needs_attention:${occasion}`, (order) =>
        order.needsAttention
          ? undefined
          : {
              event: 'orders.needs_attention',
              needsAttention: { since: now().toISOString(), ...attention },
              why: attention.text,
            },
      ),

    settleAttention: ({ occasion, resolution, ...step }: Step & { occasion: string; resolution: { choice: string; note?: string } }) =>
      record(
        step,
        `attention_resolved:${occasion}`,
        (order) =>
          order.needsAttention && {
            event: 'orders.attention_resolved',
            needsAttention: null,
            ...(resolution.choice === 'write_off' && { payment: writtenOff(order) }),
            why: resolution.note ? `${resolution.choice}: ${resolution.note}` : resolution.choice,
          },
      ),
  };
}

export function standingOf({ status, version }: Order): Standing {
  return { status, version };
}

/** A change that is due in these statuses only: a run that repeats an old step leaves an order that is further on alone. */
function whenIn(statuses: readonly string[], change: OrderChange) {
  return (order: Order) => (statuses.includes(order.status) ? change : undefined);
}

function rejecter(reason: OrderReason): Cause['actor'] {
  if (reason.code === 'payment_declined') return 'provider';
  return reason.code === 'reservation_expired' ? 'clock' : 'api';
}

function rejectedPayment(payment: Payment, reason: OrderReason): Payment {
  return reason.code === 'payment_declined' ? { ...payment, status: 'declined' } : payment;
}

/** Nobody collects the rest any more. */
function writtenOff({ payment, totalCents }: Order): Payment {
  return { ...payment, writtenOffCents: totalCents - payment.capturedCents };
}
