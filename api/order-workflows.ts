import type { Order } from '../domain/order.ts';
import type { NewOrder } from '../domain/ports.ts';
import type { Cause } from '../domain/order-event.ts';

/** What the API asks of Temporal; the only thing it knows of workflows. All throw DependencyError('temporal') when it cannot be reached in time. */
export interface OrderWorkflows {
  /**
   * Starts the order's workflow, or joins the one that a repeat started, and waits until its row is written.
   * `accepted` when `deadline` came first: Temporal has the order and will finish it.
   */
  submit(order: NewOrder, cause: Cause, deadline: AbortSignal): Promise<'created' | 'accepted'>;
  /** Starts the order's workflow, or leaves the one that a repeat started, and waits for nothing. */
  start(order: NewOrder, cause: Cause, deadline: AbortSignal): Promise<void>;
  /** An order whose row is not written yet, from what Temporal was given; needs no worker. */
  findPending(orderId: string, deadline: AbortSignal): Promise<{ order: Order; fingerprint: string | null } | undefined>;
  /**
   * Asks for the whole order to be cancelled; identical asks share `askId` and so one answer.
   * `settled`: look at the row. `running`: accepted, and undoing outlasts `deadline`. `closed`: no workflow runs, the row tells why.
   * @throws DomainError CANCEL_TOO_LATE, CANCEL_REFUSED
   */
  cancel(orderId: string, ask: CancelAsk, deadline: AbortSignal): Promise<'settled' | 'running' | 'closed'>;
  /** Tells the order's workflow that a provider or carrier has news; `false` when none runs any more, which is harmless. */
  tell(orderId: string, news: News, deadline: AbortSignal): Promise<boolean>;
  /** Whether Temporal answers. */
  ping(deadline: AbortSignal): Promise<void>;
}

export interface CancelAsk {
  readonly askId: string;
  readonly reason?: string;
  readonly cause: Cause;
}

export type News =
  | { readonly kind: 'tracking'; readonly reference: string; readonly event: 'picked_up' | 'delivered'; readonly cause: Cause }
  | { readonly kind: 'payment'; readonly reference: string; readonly cause: Cause };
