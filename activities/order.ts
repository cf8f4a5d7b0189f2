import { linesOf, moveOn, type NeedsAttention, type Order, type OrderReason, type Payment } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import { decisionStep, type Cause } from '../domain/order-event.ts';
import { isAtItsEnd, type OrderStatus } from '../domain/order-status.ts';
import type { NewOrder, OrderStore, ReserveOutcome, StatusVersion, StockKeeper } from '../domain/ports.ts';
import { refundElsewhere } from '../domain/refund.ts';

/** The task queues of those partners that have one of their own. */
export type PartnerQueues = Readonly<Partial<Record<'payment' | 'carrier', string>>>;

export type Attention = Omit<NeedsAttention, 'since'>;

/** Where a run finds its order. */
export interface Beginning extends StatusVersion {
  /** An earlier run left it waiting for a person. */
  readonly isListed: boolean;
  /** How long a partner's step may fail before a person is told (ms). */
  readonly patienceMs: number;
  readonly queues: PartnerQueues;
  /** What became of its stock; of one that is past CREATED nobody asks. */
  readonly stock?: ReserveOutcome;
}

export interface OrderActivityDependencies {
  readonly orders: OrderStore;
  readonly stock: StockKeeper;
  readonly now: () => Date;
  /** How long reserved stock waits for the payment (ms). */
  readonly reservationMs: number;
  /** How long a provider or carrier may fail before the order is listed for a person (ms). */
  readonly patienceMs: number;
  readonly queues: PartnerQueues;
}

interface Step {
  readonly orderId: string;
  readonly cause: Cause;
}

/** Records of the order itself. Each is one change, made once, whatever repeats it. */
export function orderActivities({ orders, stock, now, reservationMs, patienceMs, queues }: OrderActivityDependencies) {
  const record = recorderOf(orders);

  return {
    /**
     * Writes the order, and reserves stock for every line or for none. Its undo is `releaseStock`. Both at once, because a caller
     * waits: an order that has been here before has its reservation, or gave it back, and reserves nothing more.
     */
    async createOrder(input: NewOrder & { cause: Cause }): Promise<Beginning> {
      const expiresAt = new Date(now().getTime() + reservationMs).toISOString();
      const [order, reserved] = await Promise.all([
        orders.create(input, input.cause),
        stock.reserve({ orderId: input.id, step: 'created', lines: linesOf(input.request.items), expiresAt }),
      ]);
      const found = { ...statusVersionOf(order), isListed: order.needsAttention !== undefined, patienceMs, queues };
      return order.status === 'CREATED' ? { ...found, stock: reserved } : found;
    },

    readOrder: async ({ orderId }: { orderId: string }): Promise<StatusVersion> => statusVersionOf(await orders.get(orderId)),

    confirmUnpaid: (step: Step) =>
      record(step, 'confirmed', whenIn(['CREATED'], { status: 'CONFIRMED', why: 'All stock is reserved, and nothing is to be paid.' })),

    rejectOrder: ({ reason, ...step }: Step & { reason: OrderReason }) =>
      record({ ...step, cause: { ...step.cause, actor: rejecter(reason) } }, 'rejected', (order) =>
        order.status === 'CREATED'
          ? { status: 'REJECTED', reason, payment: rejectedPayment(order.payment, reason), why: reason.text }
          : undefined,
      ),

    /** `from`: in this status alone, where what is to be undone follows from it; otherwise the order is left as it is. */
    beginCanceling: ({ reason, from, ...step }: Step & { reason: OrderReason; from?: OrderStatus }) =>
      record(step, 'canceling', (order) =>
        isAtItsEnd(order.status) || order.status === 'CANCELING' || (from !== undefined && order.status !== from)
          ? undefined
          : {
              status: 'CANCELING',
              reason,
              needsAttention: null,
              shipments: order.shipments.map((shipment) => ({ ...shipment, status: 'cancelled' })),
              why: reason.text,
            },
      ),

    finishCanceling: (step: Step) =>
      record(step, 'canceled', whenIn(['CANCELING'], { status: 'CANCELED', needsAttention: null, why: 'Everything was undone.' })),

    refuseCancel: ({ occasion, why, ...step }: Step & { occasion: string; why: string }) =>
      record(step, `cancel_refused:${occasion}`, () => ({ event: 'orders.cancel_refused', why })),

    completeOrder: (step: Step) => record(step, 'completed', COMPLETION),

    completeLostOrder: (step: Step) =>
      record(
        step,
        'completed',
        whenIn(['SHIPPED'], { status: 'COMPLETED', needsAttention: null, why: 'Lost on its way, and settled with the customer.' }),
      ),

    /** What an earlier run left listed is listed anew, in the words of this one. */
    raiseAttention: ({ occasion, attention, ...step }: Step & { occasion: string; attention: Attention }) =>
      record(step, `needs_attention:${occasion}`, ({ status, needsAttention }) =>
        isAtItsEnd(status)
          ? undefined
          : {
              event: 'orders.needs_attention',
              needsAttention: { since: needsAttention?.since ?? now().toISOString(), ...attention },
              why: attention.text,
            },
      ),

    /** The trouble is over without a person. */
    withdrawAttention: ({ occasion, why, ...step }: Step & { occasion: string; why: string }) =>
      record(
        step,
        decisionStep(occasion),
        (order) => order.needsAttention && { event: 'orders.attention_resolved', needsAttention: null, why },
      ),

    settleAttention: ({ occasion, resolution, ...step }: Step & { occasion: string; resolution: { choice: string; note?: string } }) =>
      record(
        step,
        decisionStep(occasion),
        (order) =>
          order.needsAttention && {
            event: 'orders.attention_resolved',
            needsAttention: null,
            ...effectOf(resolution.choice, order, now()),
            why: resolution.note ? `${resolution.choice}: ${resolution.note}` : resolution.choice,
          },
      ),
  };
}

/** Delivery and money are settled. */
export const COMPLETION = whenIn(['DELIVERED'], { status: 'COMPLETED', needsAttention: null, why: 'Delivered, and the money is settled.' });

/** Records a step of an order, and answers where the order stands then. */
export function recorderOf(orders: OrderStore) {
  return async ({ orderId, cause }: Step, step: string, decide: (order: Order) => OrderChange | undefined): Promise<StatusVersion> =>
    statusVersionOf(await orders.change(orderId, step, cause, decide));
}

export function statusVersionOf({ status, version }: Order): StatusVersion {
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

/** A late try may have recorded that the customer is to act, after the void barred what the customer could do. */
function rejectedPayment({ nextAction: _, ...payment }: Payment, reason: OrderReason): Payment {
  if (reason.code === 'payment_declined') return { ...payment, status: 'declined' };
  return payment.status === 'requires_action' ? { ...payment, status: 'voided' } : payment;
}

/**
 * What a decision changes by itself, recorded with it: a run that starts anew must not ask again what was decided. What else it
 * leads to, the workflow does.
 */
function effectOf(choice: string, order: Order, now: Date): Pick<OrderChange, 'payment' | 'refunds' | 'shipments'> {
  const { payment, totalCents } = order;
  const at = now.toISOString();
  switch (choice) {
    case 'write_off':
      return { payment: { ...payment, writtenOffCents: totalCents - payment.capturedCents } };
    case 'refunded_elsewhere':
      return refundElsewhere(order, now);
    case 'refund':
      return { shipments: moveOn(order, { settledAt: at }) };
    case 'mark_lost':
      return { shipments: moveOn(order, { status: 'lost' }) };
    case 'mark_delivered':
      return { shipments: moveOn(order, { status: 'delivered', deliveredAt: at }) };
    case 'mark_returned':
      return { shipments: moveOn(order, { status: 'returned', returnedAt: at }) };
    default:
      return {};
  }
}
