import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { orderIdOfWorkflow, orderWorkflowIdOf, refundWorkflowIdOf, returnWorkflowIdOf } from '../../domain/identifiers.ts';
import type { OrderRuns, StartedOrder } from '../../domain/ports/order-runs.ts';
import { PROCESS_ORDER, REFUND_ORDER, RETURN_GOODS, stockArrived } from '../../workflows/messages.ts';
import type { processOrder } from '../../workflows/process-order.ts';
import type { refundOrder } from '../../workflows/refund-order.ts';
import type { returnGoods } from '../../workflows/return-goods.ts';
import { hasEnded, unreachable } from './failures.ts';
import { orderStartOptions, type StartContext } from './order-start-options.ts';
import { refundStartOptions } from './refund-start-options.ts';
import { returnStartOptions } from './return-start-options.ts';
import { startedWith } from './started-with.ts';

const FAILED = `ExecutionStatus IN ('Terminated', 'Failed', 'TimedOut')`;
/** A closed id runs again for the reconciler alone. */
const ANEW = { workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'FAIL' } as const;

/** What the reconciler asks of Temporal. */
export function createOrderRuns({ client, ...context }: StartContext): OrderRuns {
  return {
    isRunning: (orderId) => isRunning(client, orderWorkflowIdOf(orderId)),

    restart: (order, cause) =>
      started(client.workflow.start<typeof processOrder>(PROCESS_ORDER, { ...orderStartOptions(order, cause, context), ...ANEW })),

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
          found.push({ orderId: orderIdOfWorkflow(workflowId), startedAt: startTime.toISOString() });
          if (found.length === limit) break;
        }
      } catch (error) {
        throw unreachable(error);
      }
      return found;
    },

    async tellOfStock(orderId) {
      try {
        await client.workflow.getHandle(orderWorkflowIdOf(orderId)).signal(stockArrived);
        return true;
      } catch (error) {
        if (hasEnded(error)) return false;
        throw unreachable(error);
      }
    },

    isRefunding: (orderId, refundId) => isRunning(client, refundWorkflowIdOf(orderId, refundId)),

    restartRefund({ order, refundId, amountCents, reason }, cause) {
      const options = refundStartOptions(order, { refundId, request: { amountCents, reason }, cause }, context);
      return started(client.workflow.start<typeof refundOrder>(REFUND_ORDER, { ...options, ...ANEW }));
    },

    isReturnRunning: (orderId, returnId) => isRunning(client, returnWorkflowIdOf(orderId, returnId)),

    restartReturn(order, { returnId, lines, reason }, cause) {
      const request = { items: lines.map(({ lineId, quantity }) => ({ lineId, quantity })), reason };
      const options = returnStartOptions(order, { returnId, request, cause }, context);
      return started(client.workflow.start<typeof returnGoods>(RETURN_GOODS, { ...options, ...ANEW }));
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

async function givenTo(client: Client, workflowId: string, runId: string): Promise<StartedOrder | undefined> {
  const found = await startedWith(client, { workflowId, runId });
  if (!found) return undefined;
  const { id, request, fingerprint, cause } = found.input;
  return { id, request, fingerprint, cause };
}
