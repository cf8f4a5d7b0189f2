import type { WorkflowStartOptions } from '@temporalio/client';
import type { ErrorCode } from '../domain/errors.ts';
import { refundWorkflowIdOf } from '../domain/identifiers.ts';
import { moneyText } from '../domain/money.ts';
import type { Cause } from '../domain/order-event.ts';
import type { Order } from '../domain/order.ts';
import type { RefundAsk } from '../domain/refund.ts';
import { CUSTOMER_ID } from './messages.ts';
import type { refundOrder } from './refund-order.ts';

export const REFUND_ORDER = 'refundOrder';

export interface RefundOrderInput {
  readonly orderId: string;
  readonly refundId: string;
  /** Counts until the refund is opened; a run for one that is open sends what the order says. */
  readonly ask: RefundAsk;
  readonly cause: Cause;
}

/** How a refund ended; `message` is for people. */
export type RefundOrderResult =
  | { readonly outcome: 'succeeded'; readonly message: string }
  | { readonly outcome: 'declined' | 'refused'; readonly code: ErrorCode; readonly message: string };

/**
 * How a refund's workflow is started, or joined. One that was broken off by hand runs again by this door: its steps are recorded
 * once, so it goes on where the refund stands. One that came to an answer keeps it.
 */
export function refundStartOptions(
  { id: orderId, customerId, currency }: Pick<Order, 'id' | 'customerId' | 'currency'>,
  refund: Omit<RefundOrderInput, 'orderId'>,
  taskQueue: string,
) {
  const input: RefundOrderInput = { orderId, ...refund };
  return {
    args: [input],
    taskQueue,
    workflowId: refundWorkflowIdOf(orderId, refund.refundId),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: [{ key: CUSTOMER_ID, value: customerId }],
    staticSummary: `Refund of ${whatIn(refund.ask, currency)} · order ${orderId}`,
    staticDetails: refund.ask.reason,
  } as const satisfies WorkflowStartOptions<typeof refundOrder>;
}

const SHOWN_LINES = 5;

function whatIn({ amountCents, items }: RefundAsk, currency: string): string {
  if (amountCents !== undefined) return moneyText(amountCents, currency);
  if (!items) return 'everything that is left';
  const shown = items.slice(0, SHOWN_LINES).map(({ lineId, quantity }) => `${quantity} × ${lineId}`);
  return [...shown, ...(items.length > SHOWN_LINES ? ['…'] : [])].join(', ');
}
