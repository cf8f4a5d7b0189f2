import type { Order, ReasonCode } from '../../domain/order.ts';
import type { NeedsAttention } from '../../domain/attention.ts';
import type { OrderStatus } from '../../domain/order-status.ts';

/** What an order may come to: a status, and why where it was not delivered. */
export type End = 'COMPLETED' | 'RETURNED' | `${'REJECTED' | 'CANCELED'}:${ReasonCode}`;

/** What somebody does about an order that was accepted. */
export type Act =
  /** `when` it is there; without it, after the script's own pause. */
  | { readonly do: 'cancel'; readonly by: 'api' | 'signal' | 'temporal'; readonly when?: OrderStatus }
  /** One unit of its first line. */
  | { readonly do: 'cancel a unit'; readonly when?: OrderStatus }
  /** What was ordered, once it is paid. */
  | { readonly do: 'change'; readonly what: 'more' | 'fewer' | 'lines' | 'address' }
  /** The hold that it came with. */
  | { readonly do: 'release' }
  | { readonly do: 'customer'; readonly decision: 'approve' | 'decline' }
  | { readonly do: 'refund'; readonly part: 'all' | 'cent' }
  | { readonly do: 'resolve'; readonly choice: string }
  /** What its first line waits for: one unit, or enough of them. */
  | { readonly do: 'stock comes'; readonly part: 'some' | 'all' }
  /** Everything that was delivered; announced, and received, by so many at once. */
  | { readonly do: 'send back'; readonly comes: 'whole' | 'in part' | 'cancelled' | 'never'; readonly copies?: number };

export interface Kind {
  readonly name: string;
  /** How often it comes, beside the others. */
  readonly weight: number;
  readonly token?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly prefer?: string;
  /** How often the same request is sent at the same instant. */
  readonly copies?: number;
  /** Another body is sent under the same key afterwards. */
  readonly reusesKey?: true;
  readonly isFree?: true;
  readonly isScarce?: true;
  /** Its first line waits for stock. */
  readonly isLate?: true;
  /** Somebody has to release it. */
  readonly isHeld?: true;
  /** It travels in several parcels. */
  readonly isLarge?: true;
  readonly acts?: readonly Act[];
  /**
   * What it may wait for a person with when the faults are gone: for ever, or because its own provider fails the step three times,
   * between which are up to 30 s. Everything else goes on by itself.
   */
  readonly waitsWith?: NeedsAttention['code'];
  readonly ends: readonly End[];
}

/** REJECTED; or CANCELED, when a try that was still under way confirmed the order after the workflow had looked. */
const EXPIRED: readonly End[] = ['REJECTED:reservation_expired', 'CANCELED:reservation_expired'];
const DELIVERED: readonly End[] = ['COMPLETED', ...EXPIRED];
const CANCELED: readonly End[] = ['CANCELED:cancel_requested', ...EXPIRED];
/** A cancel that may come too late. */
const EITHER: readonly End[] = ['CANCELED:cancel_requested', 'COMPLETED', ...EXPIRED];
const DECLINED: readonly End[] = ['REJECTED:payment_declined', ...EXPIRED];

/** COMPLETED where the goods came too late, or not all of them. */
const SENT_BACK: readonly End[] = ['RETURNED', ...DELIVERED];

const cancelBy = (by: 'api' | 'signal' | 'temporal', when?: OrderStatus): Act => ({ do: 'cancel', by, ...(when && { when }) });

const SOME_COMES: Act = { do: 'stock comes', part: 'some' };
const STOCK_COMES: Act = { do: 'stock comes', part: 'all' };

/**
 * Every kind of order that there is, and what may come of it. A payment that has no answer in time ends in REJECTED, whatever
 * the order: while faults go on that may happen to each.
 */
export const KINDS: readonly Kind[] = [
  { name: 'plain', weight: 6, ends: DELIVERED },
  { name: 'accepted at once', weight: 2, prefer: 'respond-async', ends: DELIVERED },
  { name: 'waited for', weight: 2, prefer: 'wait=3', ends: DELIVERED },
  { name: 'sent three times at once', weight: 2, copies: 3, ends: DELIVERED },
  { name: 'key used again', weight: 1, reusesKey: true, ends: DELIVERED },
  { name: 'free', weight: 1, isFree: true, ends: ['COMPLETED'] },
  { name: 'short of stock', weight: 1, isScarce: true, ends: [...DELIVERED, 'REJECTED:out_of_stock'] },
  { name: 'waits for stock', weight: 2, isLate: true, acts: [STOCK_COMES], ends: DELIVERED },
  { name: 'waits for stock that comes in two', weight: 1, isLate: true, acts: [SOME_COMES, STOCK_COMES], ends: DELIVERED },
  { name: 'waits for stock, declined', weight: 1, isLate: true, token: 'tok_declined', acts: [STOCK_COMES], ends: DECLINED },
  { name: 'a unit cancelled that waits', weight: 1, isLate: true, acts: [{ do: 'cancel a unit' }, STOCK_COMES], ends: DELIVERED },
  { name: 'cancelled while it waits', weight: 1, isLate: true, acts: [cancelBy('api')], ends: CANCELED },
  { name: 'cancelled in Temporal while it waits', weight: 1, isLate: true, acts: [SOME_COMES, cancelBy('temporal')], ends: CANCELED },
  { name: 'missing dropped', weight: 1, isLate: true, acts: [{ do: 'resolve', choice: 'drop_missing' }], ends: DELIVERED },
  {
    name: 'missing dropped in part',
    weight: 1,
    isLate: true,
    acts: [SOME_COMES, { do: 'resolve', choice: 'drop_missing' }],
    ends: DELIVERED,
  },
  { name: 'given up for its stock', weight: 1, isLate: true, acts: [{ do: 'resolve', choice: 'cancel' }], ends: CANCELED },
  { name: 'declined', weight: 1, token: 'tok_declined', ends: DECLINED },
  { name: 'authorised, answer lost', weight: 2, token: 'tok_timeout_succeeds', ends: DELIVERED },
  { name: 'declined, answer lost', weight: 1, token: 'tok_timeout_fails', ends: DECLINED },
  { name: 'authorise fails', weight: 1, token: 'tok_fails_3_times', ends: DELIVERED },
  { name: 'provider away', weight: 1, token: 'tok_unavailable_20s', ends: DELIVERED },
  {
    name: 'capture fails',
    weight: 1,
    token: 'tok_capture_fails_3_times',
    waitsWith: 'PAYMENT_PROVIDER_UNAVAILABLE',
    ends: DELIVERED,
  },
  { name: 'authorisation renewed', weight: 1, token: 'tok_expires_soon', ends: DELIVERED },
  { name: 'renewal declined', weight: 1, token: 'tok_renewal_declined', ends: ['CANCELED:payment_declined', ...EXPIRED] },
  { name: 'customer approves', weight: 2, token: 'tok_requires_action', acts: [{ do: 'customer', decision: 'approve' }], ends: DELIVERED },
  { name: 'customer declines', weight: 1, token: 'tok_requires_action', acts: [{ do: 'customer', decision: 'decline' }], ends: DECLINED },
  { name: 'customer stays away', weight: 1, token: 'tok_requires_action', ends: EXPIRED },
  { name: 'cancelled', weight: 3, acts: [cancelBy('api')], ends: EITHER },
  { name: 'cancelled by signal', weight: 2, acts: [cancelBy('signal')], ends: EITHER },
  { name: 'cancelled in Temporal', weight: 1, acts: [cancelBy('temporal')], ends: EITHER },
  { name: 'cancelled once booked', weight: 2, acts: [cancelBy('api', 'FULFILLING')], ends: EITHER },
  { name: 'cancelled unpaid', weight: 1, token: 'tok_requires_action', acts: [cancelBy('api')], ends: CANCELED },
  {
    name: 'cancelled, void fails',
    weight: 1,
    token: 'tok_void_fails_3_times',
    acts: [cancelBy('api')],
    waitsWith: 'UNDO_FAILING',
    ends: EITHER,
  },
  { name: 'a unit cancelled', weight: 2, acts: [{ do: 'cancel a unit' }], ends: EITHER },
  { name: 'a unit cancelled once booked', weight: 2, acts: [{ do: 'cancel a unit', when: 'FULFILLING' }], ends: EITHER },
  { name: 'changed to more', weight: 2, isHeld: true, acts: [{ do: 'change', what: 'more' }, { do: 'release' }], ends: DELIVERED },
  { name: 'changed to fewer', weight: 1, isHeld: true, acts: [{ do: 'change', what: 'fewer' }, { do: 'release' }], ends: DELIVERED },
  { name: 'changed to other lines', weight: 2, isHeld: true, acts: [{ do: 'change', what: 'lines' }, { do: 'release' }], ends: DELIVERED },
  { name: 'sent elsewhere', weight: 1, isHeld: true, acts: [{ do: 'change', what: 'address' }, { do: 'release' }], ends: DELIVERED },
  { name: 'changed and cancelled', weight: 1, isHeld: true, acts: [{ do: 'change', what: 'more' }, cancelBy('api')], ends: CANCELED },
  { name: 'changed too late', weight: 1, acts: [{ do: 'change', what: 'more' }], ends: DELIVERED },
  { name: 'in several parcels', weight: 2, isLarge: true, ends: DELIVERED },
  {
    name: 'a unit of several parcels cancelled',
    weight: 2,
    isLarge: true,
    acts: [{ do: 'cancel a unit', when: 'FULFILLING' }],
    ends: DELIVERED,
  },
  { name: 'several parcels cancelled', weight: 1, isLarge: true, acts: [cancelBy('api', 'FULFILLING')], ends: EITHER },
  { name: 'cancelled too late', weight: 1, acts: [cancelBy('api', 'SHIPPED')], ends: DELIVERED },
  { name: 'kept by the carrier', weight: 1, postalCode: 'SIM-KEEPS', acts: [cancelBy('api', 'FULFILLING')], ends: DELIVERED },
  { name: 'refunded in part', weight: 1, acts: [{ do: 'refund', part: 'cent' }], ends: DELIVERED },
  { name: 'refunded', weight: 2, acts: [{ do: 'refund', part: 'all' }], ends: DELIVERED },
  { name: 'refund declined', weight: 1, token: 'tok_refund_declined', acts: [{ do: 'refund', part: 'all' }], ends: DELIVERED },
  { name: 'sent back', weight: 2, acts: [{ do: 'send back', comes: 'whole' }], ends: SENT_BACK },
  { name: 'sent back twice at once', weight: 1, acts: [{ do: 'send back', comes: 'whole', copies: 2 }], ends: SENT_BACK },
  { name: 'sent back in part', weight: 2, acts: [{ do: 'send back', comes: 'in part' }], ends: DELIVERED },
  {
    name: 'sent back, refund declined',
    weight: 1,
    token: 'tok_refund_declined',
    acts: [{ do: 'send back', comes: 'whole' }],
    ends: SENT_BACK,
  },
  {
    name: 'sent back after a refund',
    weight: 1,
    acts: [
      { do: 'refund', part: 'cent' },
      { do: 'send back', comes: 'whole' },
    ],
    ends: SENT_BACK,
  },
  { name: 'several parcels sent back', weight: 1, isLarge: true, acts: [{ do: 'send back', comes: 'in part' }], ends: DELIVERED },
  { name: 'return cancelled', weight: 1, acts: [{ do: 'send back', comes: 'cancelled' }], ends: DELIVERED },
  { name: 'never sent back', weight: 1, acts: [{ do: 'send back', comes: 'never' }], ends: DELIVERED },
  {
    name: 'written off',
    weight: 1,
    token: 'tok_capture_declined',
    acts: [{ do: 'resolve', choice: 'write_off' }],
    ends: DELIVERED,
  },
  {
    name: 'several parcels written off',
    weight: 1,
    token: 'tok_capture_declined',
    isLarge: true,
    acts: [{ do: 'resolve', choice: 'write_off' }],
    ends: DELIVERED,
  },
  {
    name: 'further parcels written off',
    weight: 1,
    token: 'tok_second_capture_declined',
    isLarge: true,
    acts: [{ do: 'resolve', choice: 'write_off' }],
    ends: DELIVERED,
  },
  { name: 'capture declined', weight: 1, token: 'tok_capture_declined', waitsWith: 'CAPTURE_DECLINED', ends: EXPIRED },
  { name: 'lost and refunded', weight: 1, postalCode: 'SIM-LOST', acts: [{ do: 'resolve', choice: 'refund' }], ends: DELIVERED },
  {
    name: 'further parcels lost and refunded',
    weight: 1,
    postalCode: 'OK/SIM-LOST',
    isLarge: true,
    acts: [{ do: 'resolve', choice: 'refund' }],
    ends: DELIVERED,
  },
  { name: 'lost and found', weight: 1, postalCode: 'SIM-FOUND', ends: DELIVERED },
  { name: 'delivery refused', weight: 1, postalCode: 'SIM-REFUSED', ends: ['RETURNED', ...EXPIRED] },
  { name: 'carrier silent', weight: 1, postalCode: 'SIM-SILENT', ends: DELIVERED },
  { name: 'carrier refuses', weight: 1, country: 'AQ', ends: ['CANCELED:carrier_refused', ...EXPIRED] },
];

/** It waits for a person or for the customer, and says so. */
export function isExplained({ needsAttention, payment, status }: Order, { waitsWith }: Kind): boolean {
  const waitsForCustomer = status === 'CREATED' && payment.status === 'requires_action';
  return waitsForCustomer || (waitsWith !== undefined && needsAttention?.code === waitsWith);
}
