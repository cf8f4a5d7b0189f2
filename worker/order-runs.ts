import { orderWorkflowIdOf, refundWorkflowIdOf } from '../domain/identifiers.ts';
import { type Client, defaultPayloadConverter, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { DependencyError } from '../domain/errors.ts';
import type { OrderRuns, StartedOrder } from '../domain/ports.ts';
import { PROCESS_ORDER, type ProcessOrderInput } from '../workflows/messages.ts';
import type { processOrder } from '../workflows/process-order.ts';
import type { refundOrder } from '../workflows/refund-order.ts';
import { REFUND_ORDER, refundStartOptions } from '../workflows/refund-start-options.ts';
import { startOptions } from '../workflows/start-options.ts';

const FAILED = `ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut')`;
/** A closed id runs again by this door alone. */
const ANEW = { workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'FAIL' } as const;

/** What the reconciler asks of Temporal. */
export function createOrderRuns({ client, taskQueue }: { client: Client; taskQueue: string }): OrderRuns {
  return {
    isRunning: (orderId) => isRunning(client, orderWorkflowIdOf(orderId)),

    restart: (order, cause) =>
      started(client.workflow.start<typeof processOrder>(PROCESS_ORDER, { ...startOptions(order, cause, taskQueue), ...ANEW })),

    async failedRuns(since) {
      const query = `WorkflowType = '${PROCESS_ORDER}' AND ${FAILED} AND CloseTime >= '${since}'`;
      const orders = new Map<string, StartedOrder>();
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

    async countFailedRuns(orderId, since) {
      const query = `WorkflowId = '${orderWorkflowIdOf(orderId)}' AND ${FAILED} AND CloseTime >= '${since}'`;
      try {
        return (await client.workflow.count(query)).count;
      } catch (error) {
        throw unreachable(error);
      }
    },

    async running(startedBefore, limit) {
      const query = `WorkflowType = '${PROCESS_ORDER}' AND ExecutionStatus = 'Running' AND StartTime < '${startedBefore}'`;
      const found: { orderId: string; startedAt: string }[] = [];
      try {
        for await (const { workflowId, startTime } of client.workflow.list({ query })) {
          found.push({ orderId: orderIdOf(workflowId), startedAt: startTime.toISOString() });
          if (found.length === limit) break;
        }
      } catch (error) {
        throw unreachable(error);
      }
      return found;
    },

    isRefunding: (orderId, refundId) => isRunning(client, refundWorkflowIdOf(orderId, refundId)),

    restartRefund({ order, refundId, amountCents, reason }, cause) {
      const options = refundStartOptions(order, { refundId, ask: { amountCents, reason }, cause }, taskQueue);
      return started(client.workflow.start<typeof refundOrder>(REFUND_ORDER, { ...options, ...ANEW }));
    },
  };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw unreachable(error);
  }
}

/** False when a run is there already. */
async function started(start: Promise<unknown>): Promise<boolean> {
  try {
    await start;
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw unreachable(error);
  }
}

function orderIdOf(workflowId: string): string {
  return workflowId.slice(orderWorkflowIdOf('').length);
}

/** What a workflow was started with: the first event of its history. */
async function givenTo(client: Client, workflowId: string, runId: string): Promise<StartedOrder | undefined> {
  const request = { namespace: client.options.namespace, execution: { workflowId, runId }, maximumPageSize: 1 };
  const { history } = await client.workflowService.getWorkflowExecutionHistory(request);
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  if (!payload) return undefined;
  const { id, request: asked, fingerprint, cause } = defaultPayloadConverter.fromPayload<ProcessOrderInput>(payload);
  return { id, request: asked, fingerprint, cause };
}

function unreachable(error: unknown): DependencyError {
  return new DependencyError('temporal', 'Temporal did not answer.', { cause: error });
}
