import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { addToContext } from '../../platform/request-context.ts';

/** From here on every log line of this request names the order and its workflow. */
export function logOrder(orderId: string): void {
  addToContext({ orderId, workflowId: orderWorkflowIdOf(orderId) });
}
