import type { WorkflowStartOptions } from '@temporalio/client';
import { refundWorkflowIdOf } from '../../domain/identifiers.ts';
import { moneyText } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import type { RefundCall } from '../../domain/ports/order-workflows.ts';
import type { RefundRequest } from '../../domain/refund.ts';
import { CUSTOMER_ID, type RefundOrderInput } from '../../workflows/messages.ts';
import type { refundOrder } from '../../workflows/refund-order.ts';
import type { StartContext } from './order-start-options.ts';

/**
 * How a refund's workflow is started, or joined. One that was broken off by hand runs again so: its steps are recorded once, and
 * it goes on where the refund stands. One that came to an answer keeps it.
 */
export function refundStartOptions(
  { id: orderId, customerId, currency }: Pick<Order, 'id' | 'customerId' | 'currency'>,
  refund: RefundCall,
  { taskQueue, settings }: Omit<StartContext, 'client'>,
) {
  const input: RefundOrderInput = { orderId, ...refund, settings };
  return {
    args: [input],
    taskQueue,
    workflowId: refundWorkflowIdOf(orderId, refund.refundId),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: [{ key: CUSTOMER_ID, value: customerId }],
    staticSummary: `Refund of ${whatIn(refund.request, currency)} · order ${orderId}`,
    staticDetails: refund.request.reason,
  } as const satisfies WorkflowStartOptions<typeof refundOrder>;
}

const SHOWN_LINES = 5;

function whatIn({ amountCents, items }: RefundRequest, currency: string): string {
  if (amountCents !== undefined) return moneyText(amountCents, currency);
  if (!items) return 'everything that is left';
  const shown = items.slice(0, SHOWN_LINES).map(({ lineId, quantity }) => `${quantity} × ${lineId}`);
  return [...shown, ...(items.length > SHOWN_LINES ? ['…'] : [])].join(', ');
}
