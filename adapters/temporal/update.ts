import type { Client, WorkflowUpdateHandle } from '@temporalio/client';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { addToContext } from '../../platform/request-context.ts';
import { hasEnded, refusalOf, unreachable } from './failures.ts';

/** Sends an update and waits for its answer; one that was accepted is not lost when the deadline comes first. */
export async function updateUntil(
  { connection }: Client,
  deadline: AbortSignal,
  start: () => Promise<WorkflowUpdateHandle<void>>,
): Promise<UpdateOutcome> {
  let isAccepted = false;
  try {
    const update = await connection.withAbortSignal(deadline, start);
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
