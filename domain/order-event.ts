import type { OrderSnapshot } from './order-snapshot.ts';
import { ORDER_STATUSES, type OrderStatus } from './order-status.ts';

type StatusEventType = `orders.${Lowercase<Exclude<OrderStatus, 'PENDING'>>}`;

export const CHANGE_EVENTS = [
  'orders.changed',
  'orders.payment_changed',
  'orders.shipment_changed',
  'orders.refunded',
  'orders.needs_attention',
  'orders.attention_resolved',
  'orders.cancel_refused',
  'orders.note_added',
] as const;

export type EventType = StatusEventType | (typeof CHANGE_EVENTS)[number];

export function statusEvent(status: OrderStatus): EventType {
  return `orders.${status.toLowerCase()}` as StatusEventType;
}

export const EVENT_TYPES: readonly EventType[] = [
  ...ORDER_STATUSES.filter((status) => status !== 'PENDING').map(statusEvent),
  ...CHANGE_EVENTS,
];

/** Who changed the order: a caller of the API without a name, a person through Temporal, an outside party, or time itself. */
export const ACTORS = ['api', 'temporal', 'provider', 'carrier', 'clock', 'reconciler'] as const;
/** One of {@link ACTORS}, or the name of the API's caller: printable ASCII, at most {@link LONGEST_ACTOR} characters. */
export type Actor = (typeof ACTORS)[number] | (string & {});
export const LONGEST_ACTOR = 255;

/** A caller by the name of a party of ours is told from it. */
export function actorNamed(caller: string): Actor {
  return (ACTORS as readonly string[]).includes(caller) ? `caller:${caller}` : caller;
}

/** What a change follows from; travels with every step, so that one request id finds all it caused. */
export interface Cause {
  readonly actor: Actor;
  readonly requestId?: string;
  /** W3C Trace Context of the request. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Names the record of a person's decision, so that whoever sends it again under the same id learns that it was taken. */
export function decisionStep(decisionId: string): string {
  return `attention_resolved:${decisionId}`;
}

/** Names the record of an edit, so that whoever sends it again under the same id learns that it was made. */
export function editStep(callId: string): string {
  return `edited:${callId}`;
}

/** Names the record of a cancel of lines, so that whoever sends it again under the same id learns that it was made. */
export function lineCancelStep(callId: string): string {
  return `lines_cancelled:${callId}`;
}

/** Names the record of a hold's release, so that whoever releases it again learns that it was. */
export function releaseStep(holdId: string): string {
  return `hold_released:${holdId}`;
}

/** One line of an order's history; `order` is the order as this change left it. */
export interface OrderEvent {
  /** The order's version after the change: 1, 2, 3 … without gaps. */
  readonly sequence: number;
  readonly type: EventType;
  readonly at: string;
  readonly actor: Actor;
  /** For people. */
  readonly why: string;
  readonly requestId?: string;
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly order: OrderSnapshot;
}
