import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { RefundCall } from '../../domain/ports/order-workflows.ts';
import { REFUND_ORDER } from '../../workflows/messages.ts';
import type { refundOrder } from '../../workflows/refund-order.ts';
import { unreachable } from './failures.ts';
import type { StartContext } from './order-start-options.ts';
import { refundStartOptions } from './refund-start-options.ts';

/**
 * Starts a refund's workflow, or joins the one that runs, and waits for its result.
 * @throws DomainError with the code that the refund ended with
 */
export async function refundUntil(
  { client, ...context }: StartContext,
  order: Order,
  refund: RefundCall,
  deadline: AbortSignal,
): Promise<'settled' | 'running'> {
  const within = <T>(call: () => Promise<T>) => client.connection.withAbortSignal(deadline, call);
  const options = refundStartOptions(order, refund, context);
  try {
    await within(() => client.workflow.start<typeof refundOrder>(REFUND_ORDER, options));
  } catch (error) {
    // Closed with a result, which is taken below.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw unreachable(error);
  }
  try {
    const result = await within(() => client.workflow.getHandle<typeof refundOrder>(options.workflowId).result());
    if (result.outcome === 'succeeded') return 'settled';
    throw new DomainError(result.code, result.message);
  } catch (error) {
    if (deadline.aborted && !(error instanceof DomainError)) return 'running';
    throw unreachable(error);
  }
}
