import { trace } from '@opentelemetry/api';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { addToContext } from '../../platform/request-context.ts';

/** From here on every log line of this request names the order and its workflow, and so does its span. */
export function logOrder(orderId: string): void {
  trace.getActiveSpan()?.setAttribute('order.id', orderId);
  addToContext({ orderId, workflowId: orderWorkflowIdOf(orderId) });
}
