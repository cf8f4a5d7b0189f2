import type { OrderChange } from '../order-change.ts';
import type { Cause } from '../order-event.ts';
import type { OrderStatus } from '../order-status.ts';
import type { Order, OrderRequest, PaymentMethod } from '../order.ts';

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
  /** Writes the order unless it is written, by whomever; answers it as it is. */
  create(order: NewOrder, cause: Cause): Promise<Order>;
  /**
   * `decide` sees the order as it is and answers the change, or nothing when there is none to make: then that very order is answered.
   * Of a step that was recorded it may be asked as well, and what it says is of no account: another object is answered.
   */
  change(orderId: string, step: string, cause: Cause, decide: (order: Order) => OrderChange | undefined): Promise<Order>;
  /** `since`: the order at that version or a later one will do, as who was told of no later one knows it. */
  get(orderId: string, since?: number): Promise<Order>;
  /** What the payment provider takes: kept beside the order, because no event tells it. */
  paymentMethod(orderId: string): Promise<PaymentMethod>;
}

export interface NewOrder {
  readonly id: string;
  readonly request: OrderRequest;
  /** SHA-256 of the request that made the order; a repeat under the same key must agree. */
  readonly fingerprint: string | null;
}
