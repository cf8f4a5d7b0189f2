import type { CancelRule } from './order-status.ts';
import { dueCents } from './line-money.ts';
import { withShipment } from './order-quantities.ts';
import type { Order } from './order.ts';
import type { OrderChange } from './order-change.ts';
import { refundElsewhere } from './refund.ts';
import { writtenOff } from './shipment-capture.ts';
import type { LiveShipmentStatus } from './shipment.ts';

/** Why an order waits for a person, and what that person can choose. */
export interface NeedsAttention {
  /** ISO 8601. */
  readonly since: string;
  readonly code: AttentionCode;
  readonly text: string;
  readonly choices: readonly string[];
}

/** What the question is about, besides the order. */
export interface AttentionSubject {
  readonly shipmentId?: string;
}

/** Instants (ISO 8601) that a decision may record: now, and until when stock is waited for from now. */
export interface DecidedAt {
  readonly at: string;
  readonly backorderUntil: string;
}

type Effect = Pick<OrderChange, 'payment' | 'refunds' | 'shipments' | 'backorderUntil'>;

interface Choice {
  /**
   * What the decision changes by itself, recorded with it: a run that starts anew must not ask again what was decided. What else it
   * leads to, the workflow does.
   */
  readonly effect?: (order: Order, subject: AttentionSubject, times: DecidedAt) => Effect;
  /** Offered only while the shipment in question is so. */
  readonly whileShipmentIs?: readonly LiveShipmentStatus[];
  /** Offered only while the order can be cancelled. */
  readonly whileCancellable?: true;
}

const NOTHING: Choice = {};
const CANCEL: Choice = { whileCancellable: true };

const shipmentBecomes = (change: (at: string) => Parameters<typeof withShipment>[2]): NonNullable<Choice['effect']> => {
  return (order, { shipmentId = '' }, { at }) => ({ shipments: withShipment(order, shipmentId, change(at)) });
};

/** Everything a person can be asked, what can be chosen, and what a choice changes. */
export const ATTENTION_TABLE = {
  CAPTURE_DECLINED: {
    retry_capture: NOTHING,
    write_off: { effect: (order, { shipmentId }) => writtenOff(order, shipmentId, dueCents(order)) },
  },
  REFUND_DECLINED: {
    retry_refund: NOTHING,
    refunded_elsewhere: { effect: (order, _, { at }) => refundElsewhere(order, at) },
  },
  PAYMENT_PROVIDER_UNAVAILABLE: { retry_now: NOTHING, cancel: CANCEL },
  CARRIER_UNAVAILABLE: { retry_now: NOTHING, cancel: CANCEL },
  UNDO_FAILING: { retry_now: NOTHING },
  CARRIER_SILENT: {
    keep_waiting: { whileShipmentIs: ['booked', 'picked_up', 'returning'] },
    cancel: { whileShipmentIs: ['booked'], whileCancellable: true },
    mark_delivered: {
      whileShipmentIs: ['picked_up'],
      effect: shipmentBecomes((deliveredAt) => ({ status: 'delivered', deliveredAt })),
    },
    mark_returned: {
      whileShipmentIs: ['returning'],
      effect: shipmentBecomes((returnedAt) => ({ status: 'returned', returnedAt })),
    },
    mark_lost: { whileShipmentIs: ['picked_up', 'returning'], effect: shipmentBecomes(() => ({ status: 'lost' })) },
  },
  PARCEL_LOST: {
    refund: { effect: shipmentBecomes((settledAt) => ({ settledAt })) },
    keep_waiting: NOTHING,
  },
  BACKORDER_OVERDUE: {
    keep_waiting: { effect: (_order, _subject, { backorderUntil }) => ({ backorderUntil }) },
    drop_missing: { effect: () => ({ backorderUntil: null }) },
    cancel: CANCEL,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Choice>>>>;

export type AttentionCode = keyof typeof ATTENTION_TABLE;
export const ATTENTION_CODES = Object.keys(ATTENTION_TABLE) as readonly AttentionCode[];

/** What decides which choices of a code are offered. */
export interface Situation {
  readonly cancelRule: CancelRule;
  /** Of the shipment in question, where there is one. */
  readonly shipmentStatus?: LiveShipmentStatus;
}

/** The choices that a person has now, in the order of the table. */
export function choicesFor(code: AttentionCode, { cancelRule, shipmentStatus }: Situation): readonly string[] {
  const isOffered = ({ whileShipmentIs, whileCancellable }: Choice) =>
    (!whileShipmentIs || (shipmentStatus !== undefined && whileShipmentIs.includes(shipmentStatus))) &&
    (!whileCancellable || cancelRule === 'wins' || cancelRule === 'asks_carrier');
  return Object.entries<Choice>(ATTENTION_TABLE[code])
    .filter(([, choice]) => isOffered(choice))
    .map(([name]) => name);
}

/** What a choice changes by itself; nothing for one that the table does not have. */
export function effectOf(code: AttentionCode, choice: string, order: Order, subject: AttentionSubject, times: DecidedAt): Effect {
  const choices: Readonly<Record<string, Choice>> = ATTENTION_TABLE[code];
  return (Object.hasOwn(choices, choice) && choices[choice]?.effect?.(order, subject, times)) || {};
}
