import type { Cause } from '../order-event.ts';
import type { OrderStatus } from '../order-status.ts';
import type { Order, PaymentStatus, Refund } from '../order.ts';
import type { StockLevel } from './inventory.ts';
import type { StartedOrder } from './order-runs.ts';
import type { ReservationLine } from './stock-keeper.ts';

/** What the reconciler asks of PostgreSQL; each answer comes from an index over what is open, or from the ids it asks for. */
export interface ReconcilerQueries {
  /** Ids of orders that are not at their end, in their order. */
  open(afterId: string | null, limit: number): Promise<readonly string[]>;
  /** Those that are at their end, or have no row. */
  notOpen(orderIds: readonly string[]): Promise<readonly string[]>;
  /** Those that are not at their end, as their workflows were given them. */
  started(orderIds: readonly string[]): Promise<readonly StartedOrder[]>;
  statuses(orderIds: readonly string[]): Promise<ReadonlyMap<string, StoredStatus>>;
  orders(orderIds: readonly string[]): Promise<readonly Order[]>;
  /** Orders with returns that are under way, by id. */
  withOpenReturns(afterId: string | null, limit: number): Promise<readonly Order[]>;
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
  /** Events that the stream refused for their size, with how many events of their order wait behind and with them. */
  refusedEvents(limit: number): Promise<Counted<RefusedEvent>>;
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

export interface RefusedEvent {
  readonly orderId: string;
  readonly sequence: number;
  /** Of its snapshot. */
  readonly bytes: number;
  readonly waiting: number;
}

export interface PendingRefund extends Pick<Refund, 'refundId' | 'amountCents' | 'reason' | 'createdAt'> {
  readonly order: Pick<Order, 'id' | 'customerId' | 'currency'>;
  /** What the refund followed from. */
  readonly cause: Cause;
}
