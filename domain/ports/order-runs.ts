import type { Cause } from '../order-event.ts';
import type { NewOrder } from './order-store.ts';
import type { Order } from '../order.ts';
import type { Return } from '../return.ts';
import type { PendingRefund } from './reconciler-queries.ts';

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
  /** Tells an order that waits for stock to look at it; false when its workflow does not run. */
  tellOfStock(orderId: string): Promise<boolean>;
  isRefunding(orderId: string, refundId: string): Promise<boolean>;
  /** Starts a new run of a refund's own workflow; false when one runs already. */
  restartRefund(refund: PendingRefund, cause: Cause): Promise<boolean>;
  isReturnRunning(orderId: string, returnId: string): Promise<boolean>;
  /** Starts a new run of a return's workflow, which goes on where the order says; false when one runs already. */
  restartReturn(order: Order, announced: Return, cause: Cause): Promise<boolean>;
}
