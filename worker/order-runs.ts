import { type Client, defaultPayloadConverter, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { DependencyError } from '../domain/errors.ts';
import type { NewOrder, OrderRuns } from '../domain/ports.ts';
import { PROCESS_ORDER, type ProcessOrderInput, workflowIdOf } from '../workflows/messages.ts';
import type { processOrder } from '../workflows/process-order.ts';
import { startOptions } from '../workflows/start-options.ts';

/** What the reconciler asks of Temporal. */
export function createOrderRuns({ client, taskQueue }: { client: Client; taskQueue: string }): OrderRuns {
  return {
    async isRunning(orderId) {
      try {
        const { status } = await client.workflow.getHandle(workflowIdOf(orderId)).describe();
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw unreachable(error);
      }
    },

    async restart(order, cause) {
      const anew = {
        ...startOptions(order, cause, taskQueue),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
      } as const;
      try {
        await client.workflow.start<typeof processOrder>(PROCESS_ORDER, anew);
        return true;
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
        throw unreachable(error);
      }
    },

    async brokenOff(since) {
      const query = `WorkflowType = '${PROCESS_ORDER}' AND ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut') AND CloseTime >= '${since}'`;
      const orders = new Map<string, NewOrder>();
      try {
        for await (const { workflowId, runId } of client.workflow.list({ query })) {
          const order = orders.has(workflowId) ? undefined : await givenTo(client, workflowId, runId);
          if (order) orders.set(workflowId, order);
        }
      } catch (error) {
        throw unreachable(error);
      }
      return [...orders.values()];
    },
  };
}

/** What a workflow was started with: the first event of its history. */
async function givenTo(client: Client, workflowId: string, runId: string): Promise<NewOrder | undefined> {
  const request = { namespace: client.options.namespace, execution: { workflowId, runId }, maximumPageSize: 1 };
  const { history } = await client.workflowService.getWorkflowExecutionHistory(request);
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  if (!payload) return undefined;
  const { id, request: asked, fingerprint } = defaultPayloadConverter.fromPayload<ProcessOrderInput>(payload);
  return { id, request: asked, fingerprint };
}

function unreachable(error: unknown): DependencyError {
  return new DependencyError('temporal', 'Temporal did not answer.', { cause: error });
}
