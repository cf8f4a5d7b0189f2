import type { OrderEvent } from '../order-event.ts';
import type { OrderStatus } from '../order-status.ts';
import type { Order } from '../order.ts';

/** Reads orders; needs PostgreSQL only. */
export interface OrderReader {
  find(orderId: string): Promise<Order | undefined>;
  /** The order as its first event shows it, with the fingerprint of the request that made it. */
  findCreated(orderId: string): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  list(filter: OrderFilter): Promise<readonly Order[]>;
  /** Part of an order's history, first to last; none of an order that is not there. */
  events(orderId: string, part: EventsPart): Promise<{ readonly events: readonly OrderEvent[]; readonly isMore: boolean }>;
  /** Whether a step of the order was recorded. */
  hasStep(orderId: string, step: string): Promise<boolean>;
}

export interface EventsPart {
  /** The sequence of the first. */
  readonly from: number;
  /** At least 1 are answered where there are any, and fewer than that many when they are large. */
  readonly limit: number;
}

export interface OrderFilter {
  /** Whose orders; empty where all callers share them. */
  readonly tenant: string;
  readonly customerId?: string;
  readonly orderNumber?: string;
  /** Of one of its lines. */
  readonly sku?: string;
  /** All of them are in the order's. */
  readonly metadata?: Readonly<Record<string, string>>;
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
