import { WorkflowExecutionAlreadyStartedError, type WorkflowStartOptions } from '@temporalio/client';
import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { RefundCall } from '../../domain/ports/order-workflows.ts';
import { REFUND_ORDER, type RefundOrderResult } from '../../workflows/messages.ts';
import type { refundOrder } from '../../workflows/refund-order.ts';
import { unreachable } from './failures.ts';
import type { StartContext } from './order-start-options.ts';
import { refundStartOptions } from './refund-start-options.ts';

/**
 * Starts a refund's workflow, or joins the one that runs, and waits for its result. One that ended because the order had not so much
 * to give is run again: whoever asks again has seen that it has now.
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
  /** False: one that came to an answer has the id. */
  const start = async (over: Pick<WorkflowStartOptions, 'workflowIdReusePolicy'> = {}): Promise<boolean> => {
    try {
      await within(() => client.workflow.start<typeof refundOrder>(REFUND_ORDER, { ...options, ...over }));
      return true;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
      throw unreachable(error);
    }
  };
  const result = async (): Promise<RefundOrderResult | 'running'> => {
    try {
      return await within(() => client.workflow.getHandle<typeof refundOrder>(options.workflowId).result());
    } catch (error) {
      if (deadline.aborted) return 'running';
      throw unreachable(error);
    }
  };

  const isNew = await start();
  const first = await result();
  if (isNew || first === 'running' || first.outcome !== 'refused') return outcomeOf(first);
  await start({ workflowIdReusePolicy: 'ALLOW_DUPLICATE' });
  return outcomeOf(await result());
}

function outcomeOf(result: RefundOrderResult | 'running'): 'settled' | 'running' {
  if (result === 'running') return result;
  if (result.outcome === 'succeeded') return 'settled';
  throw new DomainError(result.code, result.message);
}
