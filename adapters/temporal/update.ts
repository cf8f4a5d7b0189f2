import type { Client, WorkflowUpdateHandle } from '@temporalio/client';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { addToContext } from '../../platform/request-context.ts';
import { hasEnded, isTaskLost, refusalOf, unreachable } from './failures.ts';

/** One that is lost again and again has another reason than the messages that come meanwhile. */
const MOST_TASKS = 5;

/** Sends an update and waits for its answer; one that was accepted is not lost when the deadline comes first. */
export async function updateUntil(
  { connection }: Client,
  deadline: AbortSignal,
  start: () => Promise<WorkflowUpdateHandle<void>>,
): Promise<UpdateOutcome> {
  let isAccepted = false;
  try {
    const update = await connection.withAbortSignal(deadline, () => inNextTask(start));
    isAccepted = true;
    if (update.workflowRunId !== undefined) addToContext({ runId: update.workflowRunId });
    await connection.withAbortSignal(deadline, () => update.result());
    return 'settled';
  } catch (error) {
    if (isAccepted && deadline.aborted) return 'running';
    if (hasEnded(error)) return 'closed';
    throw refusalOf(error) ?? unreachable(error);
  }
}

/** An update is lost with the task that brought it, as when another message comes while the workflow ends: the next task takes it. */
async function inNextTask<T>(start: () => Promise<T>): Promise<T> {
  for (let task = 1; ; task++) {
    try {
      return await start();
    } catch (error) {
      if (!isTaskLost(error) || task === MOST_TASKS) throw error;
    }
  }
}
