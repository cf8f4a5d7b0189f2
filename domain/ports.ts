import type { ErrorCode, Fault } from './errors.ts';
import type { Address, Order, OrderRequest, PaymentStatus, Refund } from './order.ts';
import type { ShipmentStatus, TrackingEvent } from './shipment.ts';
import type { OrderChange } from './order-change.ts';
import type { Cause, OrderEvent } from './order-event.ts';
import type { LineQuantity } from './order-quantities.ts';
import type { OrderStatus } from './order-status.ts';
import type { RefundRequest } from './refund.ts';

/** Where an order stands after a step. */
export interface StatusVersion {
  readonly status: OrderStatus;
  readonly version: number;
}

/**
 * Writes orders. Every change is one transaction: the row with `version` + 1, one event, one outbox row.
 * A step is recorded once: whoever repeats it gets what the order is now, and nothing is written.
 * All throw DependencyError when PostgreSQL cannot be reached.
 */
export interface OrderStore {
  create(order: NewOrder, cause: Cause): Promise<Order>;
  /** `decide` sees the order as it is and answers the change, or nothing when there is none to make. */
  change(orderId: string, step: string, cause: Cause, decide: (order: Order) => OrderChange | undefined): Promise<Order>;
  /** `since`: the order at that version or a later one will do, as who was told of no later one knows it. */
  get(orderId: string, since?: number): Promise<Order>;
  /** What the payment provider takes: kept beside the order, because no event tells it. */
  paymentToken(orderId: string): Promise<string>;
}

export interface NewOrder {
  readonly id: string;
  readonly request: OrderRequest;
  /** SHA-256 of the request that made the order; a repeat under the same key must agree. */
  readonly fingerprint: string | null;
}

/** Reads orders; needs PostgreSQL only. */
export interface OrderReader {
  find(orderId: string): Promise<Order | undefined>;
  /** The order as its first event shows it, with the fingerprint of the request that made it. */
  findCreated(orderId: string): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  list(filter: OrderFilter): Promise<readonly Order[]>;
  events(orderId: string): Promise<readonly OrderEvent[]>;
  /** Whether a step of the order was recorded. */
  hasStep(orderId: string, step: string): Promise<boolean>;
}

export interface OrderFilter {
  readonly customerId?: string;
  readonly status?: OrderStatus;
  readonly needsAttention?: boolean;
  /** ISO 8601, exclusive. */
  readonly createdAfter?: string;
  /** ISO 8601, exclusive. */
  readonly createdBefore?: string;
  readonly limit: number;
  /** The last order of the page before: newest first, by createdAt, then id. */
  readonly after?: { readonly createdAt: string; readonly id: string };
}

/** First final outcomes of keyed calls that change an order, kept as long as its row. `key` is the SHA-256 of the key's scope. */
export interface OutcomeStore {
  find(key: string): Promise<KeptOutcome | undefined>;
  /** Keeps the outcome unless there is one already; returns the one that is kept. */
  keep(key: string, orderId: string, outcome: KeptOutcome): Promise<KeptOutcome>;
}
export interface KeptOutcome {
  /** SHA-256 of what came with the key; a repeat has to agree. */
  readonly fingerprint: string;
  readonly outcome: FinalOutcome;
}
/** What stands whenever it is asked again. */
export type FinalOutcome =
  /** With the order as it then stood. */
  | { readonly kind: 'done'; readonly order: Order }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly faults: readonly Fault[] };

/** Stock on hand and reserved, per SKU, in units. */
export interface StockLevel {
  readonly sku: string;
  readonly onHand: number;
  readonly reserved: number;
  /** max(0, onHand − reserved) */
  readonly available: number;
}
export interface Shortage {
  readonly sku: string;
  readonly wanted: number;
  readonly available: number;
}
export interface ReservationLine {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
}
/**
 * Keeps stock, a reservation a line. Each call carries a step, and takes effect once per order and step, however often and by
 * however many it is repeated. All throw DependencyError when the stock cannot be reached.
 */
export interface StockKeeper {
  /**
   * All lines or none. `released`: the order's reservation was closed before. A repeat answers what the call did that took effect;
   * what was short took none, and is looked at anew. A line that is there already is reserved that much more of.
   */
  reserve(call: {
    orderId: string;
    step: string;
    lines: readonly ReservationLine[];
    /** ISO 8601. */
    expiresAt: string;
  }): Promise<ReserveOutcome>;
  /** Gives so many units of these lines back to stock, never more than are still reserved. */
  release(call: StockMove): Promise<void>;
  /**
   * Gives back all that is still reserved, and bars a reserve that comes late: a line without a row gets a closed one. `lines` are
   * all that the order was ever asked to be reserved for.
   */
  close(call: { orderId: string; lines: readonly ReservationLine[] }): Promise<void>;
  /** The goods left: so many units of these lines are taken off reserved and off hand. */
  ship(call: StockMove): Promise<void>;
}
export interface StockMove {
  readonly orderId: string;
  readonly step: string;
  readonly lines: readonly LineQuantity[];
}
export type ReserveOutcome =
  | { readonly outcome: 'reserved'; readonly expiresAt: string }
  | { readonly outcome: 'short'; readonly shortages: readonly Shortage[] }
  | { readonly outcome: 'released' };

/** Stock as the warehouse sets it. */
export interface Inventory {
  find(sku: string): Promise<StockLevel | undefined>;
  setOnHand(sku: string, onHand: number): Promise<StockLevel>;
  /** By the name of the SKU. */
  list(page: StockPage): Promise<readonly StockLevel[]>;
  /** SKUs of which more is reserved than is on hand. */
  listShort(page: StockPage): Promise<readonly ShortStock[]>;
}
export interface StockPage {
  readonly limit: number;
  /** The last SKU of the page before. */
  readonly after?: string;
}
export interface ShortStock extends StockLevel {
  /** reserved − onHand */
  readonly missing: number;
  /** Orders that cannot be honoured when the oldest reservation is served first; oldest first, at most 100. */
  readonly orderIds: readonly string[];
}

export type ProviderPaymentStatus = 'authorised' | 'requires_action' | 'declined' | 'captured' | 'voided';
export interface ProviderPayment {
  readonly status: ProviderPaymentStatus;
  readonly authorisedCents: number;
  readonly capturedCents: number;
  readonly refundedCents: number;
  /** When the provider gives an authorisation back by itself (ISO 8601). */
  readonly expiresAt?: string;
  readonly nextActionUrl?: string;
}

/**
 * Takes money. `reference` is ours, one per order and payment attempt; a repeat under the same reference has one effect.
 * Throws DependencyError when the outcome is unknown: ask `find` before doing anything else.
 */
export interface PaymentProvider {
  authorise(call: { reference: string; orderId: string; amountCents: number; currency: string; token: string }): Promise<ProviderPayment>;
  find(reference: string): Promise<ProviderPayment | undefined>;
  /**
   * Takes money that is held, once per `captureId`; a capture that was declined may be asked for again under the same one.
   * @throws DomainError CAPTURE_DECLINED
   */
  capture(call: { reference: string; captureId: string; amountCents: number }): Promise<ProviderPayment>;
  /** Gives an authorisation back; harmless when there is none, and bars a late one. */
  void(reference: string): Promise<void>;
  /**
   * Gives captured money back, once per `refundId`.
   * @throws DomainError REFUND_DECLINED when it never will; DependencyError also while the refund is still under way
   */
  refund(call: { reference: string; refundId: string; amountCents: number }): Promise<void>;
  /** Payments that changed since a moment (ISO 8601), oldest change first, at most `limit`. */
  list(since: string, limit: number): Promise<readonly ListedPayment[]>;
}
export interface ListedPayment {
  readonly reference: string;
  readonly orderId: string;
  readonly status: ProviderPaymentStatus;
}

export interface Booking {
  readonly trackingNumber: string;
  readonly status: ShipmentStatus;
}

/** Moves parcels. `reference` is ours, one per shipment; a repeat under the same reference has one effect. */
export interface Carrier {
  /** @throws DomainError CARRIER_REFUSED when it will never take this parcel */
  book(call: { reference: string; orderId: string; shipTo?: Address }): Promise<Booking>;
  /** False when it is too late: the parcel is, or is being, picked up. Harmless when nothing is booked, and bars a late booking. */
  cancel(reference: string): Promise<boolean>;
  find(reference: string): Promise<Booking | undefined>;
}

/** The workflows of orders and refunds, as callers meet them. All throw DependencyError('temporal') when it cannot be reached in time. */
export interface OrderWorkflows {
  /** Starts the order's workflow, or leaves the one that a repeat started. `closed`: it ran to its end, the row tells. */
  start(order: NewOrder, cause: Cause, deadline: AbortSignal): Promise<'running' | 'closed'>;
  /** An order whose row is not written yet, from what its workflow was given; needs no worker. */
  findPending(orderId: string, deadline: AbortSignal): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  /**
   * Cancels the whole order.
   * @throws DomainError CANCEL_TOO_LATE, CANCEL_REFUSED
   */
  cancel(orderId: string, call: CancelCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Takes one of the choices that the order offers a person.
   * @throws DomainError CHOICE_NOT_OFFERED
   */
  resolve(orderId: string, call: ResolveCall, deadline: AbortSignal): Promise<UpdateOutcome>;
  /**
   * Starts the refund's workflow, or joins the one that a repeat started, and waits for its answer.
   * `running` when `deadline` came first: Temporal has the refund and will finish it.
   * @throws DomainError REFUND_TOO_LARGE, REFUND_DECLINED
   */
  refund(order: Order, call: RefundCall, deadline: AbortSignal): Promise<'settled' | 'running'>;
  /** Tells the order's workflow what a partner has told us; `false` when none runs any more, which is harmless. */
  notify(orderId: string, notification: PartnerNotification, deadline: AbortSignal): Promise<boolean>;
  /** Whether Temporal answers. */
  ping(deadline: AbortSignal): Promise<void>;
}
/** `settled`: look at the row. `running`: accepted, and outlasts the deadline. `closed`: no workflow runs, the row tells why. */
export type UpdateOutcome = 'settled' | 'running' | 'closed';
export interface CancelCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  readonly reason?: string;
  readonly cause: Cause;
}
export interface ResolveCall {
  /** Calls that share it are one, and get one answer. */
  readonly callId: string;
  readonly choice: string;
  readonly note?: string;
  readonly cause: Cause;
}
export interface RefundCall {
  readonly refundId: string;
  readonly request: RefundRequest;
  readonly cause: Cause;
}
export type PartnerNotification =
  | { readonly kind: 'tracking'; readonly shipmentId: string; readonly event: TrackingEvent; readonly cause: Cause }
  | { readonly kind: 'payment'; readonly reference: string; readonly cause: Cause };

/** An order as its workflow was given it, and what that followed from. */
export interface StartedOrder extends NewOrder {
  readonly cause: Cause;
}

/** What runs for orders in Temporal. */
export interface OrderRuns {
  isRunning(orderId: string): Promise<boolean>;
  /** Starts a new run under the order's id, whatever became of the one before; false when one runs already. */
  restart(order: NewOrder, cause: Cause): Promise<boolean>;
  /** What the workflows were given that since a moment (ISO 8601) were terminated, failed or timed out. */
  failedRuns(since: string): Promise<readonly StartedOrder[]>;
  /** How many runs of one order's workflow were. */
  countFailedRuns(orderId: string, since: string): Promise<number>;
  /** Workflows that started before a moment (ISO 8601) and run, newest first; the list may be some seconds old. */
  running(startedBefore: string, limit: number): Promise<readonly { readonly orderId: string; readonly startedAt: string }[]>;
  isRefunding(orderId: string, refundId: string): Promise<boolean>;
  /** Starts a new run of a refund's own workflow; false when one runs already. */
  restartRefund(refund: PendingRefund, cause: Cause): Promise<boolean>;
}

/** What the reconciler asks of PostgreSQL; each answer comes from an index over what is open, or from the ids it asks for. */
export interface ReconcilerQueries {
  /** Orders that are not at their end, by id. */
  open(afterId: string | null, limit: number): Promise<readonly StartedOrder[]>;
  statuses(orderIds: readonly string[]): Promise<ReadonlyMap<string, StoredStatus>>;
  orders(orderIds: readonly string[]): Promise<readonly Order[]>;
  /** Stock that is still reserved for an order that is at its end. */
  strayReservations(limit: number): Promise<readonly HeldStock[]>;
  /** Stock that is reserved for an order that has no row. */
  orphanReservations(limit: number): Promise<Counted<HeldStock & { readonly expiresAt: string }>>;
  /** Refunds that were opened before a moment (ISO 8601) and are not settled. */
  pendingRefunds(openedBefore: string, limit: number): Promise<Counted<PendingRefund>>;
  /** SKUs of which more is reserved than is on hand. */
  overcommitted(limit: number): Promise<Counted<Omit<StockLevel, 'available'>>>;
  /** Events that were recorded before a moment (ISO 8601) and not sent; only the oldest is among the rows. */
  unsentEvents(recordedBefore: string): Promise<Counted<{ readonly orderId: string; readonly sequence: number; readonly at: string }>>;
  /** How many orders wait for a person. */
  needingAttention(): Promise<number>;
}

/** The first rows, and how many there are in all. */
export interface Counted<T> {
  readonly rows: readonly T[];
  readonly total: number;
}
export interface StoredStatus {
  readonly status: OrderStatus;
  readonly updatedAt: string;
  readonly paymentStatus: PaymentStatus;
  readonly paymentReference: string | null;
}
export interface HeldStock {
  readonly orderId: string;
  /** With what is still reserved of each. */
  readonly lines: readonly ReservationLine[];
}
export interface PendingRefund extends Pick<Refund, 'refundId' | 'amountCents' | 'reason' | 'createdAt'> {
  readonly order: Pick<Order, 'id' | 'customerId' | 'currency'>;
  /** What the refund followed from. */
  readonly cause: Cause;
}
