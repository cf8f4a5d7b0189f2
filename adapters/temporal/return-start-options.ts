import type { WorkflowStartOptions } from '@temporalio/client';
import { returnWorkflowIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import type { ReturnCall } from '../../domain/ports/order-workflows.ts';
import { CUSTOMER_ID, type ReturnGoodsInput } from '../../workflows/messages.ts';
import type { returnGoods } from '../../workflows/return-goods.ts';
import type { StartContext } from './order-start-options.ts';

/** How a return's workflow is started, or joined. One that has ended runs again: it finds its return in the order, and where that stands. */
export function returnStartOptions(
  { id: orderId, customerId }: Pick<Order, 'id' | 'customerId'>,
  announced: ReturnCall,
  { taskQueue, settings }: Omit<StartContext, 'client'>,
) {
  const input: ReturnGoodsInput = { orderId, ...announced, settings };
  return {
    args: [input],
    taskQueue,
    workflowId: returnWorkflowIdOf(orderId, announced.returnId),
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    typedSearchAttributes: [{ key: CUSTOMER_ID, value: customerId }],
    staticSummary: `Return of goods · order ${orderId}`,
    staticDetails: announced.request.reason,
  } as const satisfies WorkflowStartOptions<typeof returnGoods>;
}
