import type { Client } from '@temporalio/client';
import { orderWorkflowIdOf } from '../../domain/identifiers.ts';
import { eventually } from '../../platform/poll.ts';

/** What people do by hand to an order's workflow; each takes the run that is there when it is called. */
export const BREAKS = { terminated: terminate, 'reset to its first task': resetToFirstTask, deleted: remove } as const;

const WHY = 'broken by hand';
/** The event with which the first task of a workflow starts. */
const FIRST_TASK_STARTED = 3;
/** The server deletes when its queues get to it (ms). */
const DELETED_WITHIN_MS = 240_000;

async function terminate({ workflow }: Client, orderId: string): Promise<void> {
  await workflow.getHandle(orderWorkflowIdOf(orderId)).terminate(WHY);
}

async function resetToFirstTask(client: Client, orderId: string): Promise<void> {
  const { workflowService, options } = client;
  const request = {
    namespace: options.namespace,
    workflowExecution: await runOf(client, orderId),
    workflowTaskFinishEventId: FIRST_TASK_STARTED,
    requestId: orderId,
    reason: WHY,
  };
  // The generated type wants a Long where the wire takes any integer.
  await workflowService.resetWorkflowExecution(request as unknown as Parameters<typeof workflowService.resetWorkflowExecution>[0]);
}

async function remove(client: Client, orderId: string): Promise<void> {
  const { workflowService, workflow, options } = client;
  const workflowExecution = await runOf(client, orderId);
  await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution });
  const deleted = workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
  const isGone = () =>
    deleted.describe().then(
      () => false,
      () => true,
    );
  await eventually(isGone, Boolean, DELETED_WITHIN_MS, 100);
}

async function runOf({ workflow }: Client, orderId: string): Promise<{ workflowId: string; runId: string }> {
  const { workflowId, runId } = await workflow.getHandle(orderWorkflowIdOf(orderId)).describe();
  return { workflowId, runId };
}
