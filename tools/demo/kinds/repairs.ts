import { orderWorkflowIdOf } from '../../../domain/identifiers.ts';
import { COMPLETED } from '../end.ts';
import type { Kind } from '../kind.ts';
import type { Life } from '../life.ts';

/** What people do to an order's workflow by hand. The order is booked when they do. */
export const repairs: readonly Kind[] = [
  {
    name: 'workflow terminated by hand',
    story: 'The workflow is terminated; the reconciler starts a new run, which goes on to the normal end.',
    meanwhile: (life) => whileBooked(life, () => life.workflow.terminate('demo')),
    isSlow: true,
    ends: COMPLETED,
  },
  {
    name: 'workflow reset by hand',
    story: 'The workflow is reset to its first task; every step runs again, and none is done twice.',
    meanwhile: (life) => whileBooked(life, (runId) => resetToFirstTask(life, runId)),
    ends: COMPLETED,
  },
  {
    name: 'workflow deleted by hand',
    story: 'The workflow and its history are deleted; the reconciler starts the order anew.',
    meanwhile: (life) => whileBooked(life, (runId) => remove(life, runId)),
    isSlow: true,
    ends: COMPLETED,
  },
];

/** Breaks the run of an order that is booked, and sees another one take its place. */
async function whileBooked(life: Life, breakIt: (runId: string) => Promise<unknown>): Promise<void> {
  await life.reaches('FULFILLING');
  const { runId } = await life.workflow.describe();
  await breakIt(runId);
  await life.waitFor(
    'a new run of the workflow',
    async () => {
      const found = await life.workflow.describe().catch(() => undefined);
      return found === undefined ? 'there is none' : found.runId === runId ? 'the old one is the last' : found;
    },
    NEW_RUN_WITHIN_MS,
  );
}

/** Two rounds of a reconciler that looks once a minute, and what Temporal takes to delete (ms). */
const NEW_RUN_WITHIN_MS = 240_000;

/** The event with which the first task of a workflow starts. */
const FIRST_TASK_STARTED = 3;

async function resetToFirstTask({ id, world }: Life, runId: string): Promise<void> {
  const { workflowService, options } = world.temporal;
  const workflowExecution = { workflowId: orderWorkflowIdOf(id), runId };
  const { namespace } = options;
  const request = { namespace, workflowExecution, workflowTaskFinishEventId: FIRST_TASK_STARTED, requestId: id, reason: 'demo' };
  // The generated type wants a Long where the wire takes any integer.
  await workflowService.resetWorkflowExecution(request as unknown as Parameters<typeof workflowService.resetWorkflowExecution>[0]);
}

async function remove(life: Life, runId: string): Promise<void> {
  const { workflowService, options, workflow } = life.world.temporal;
  const workflowId = orderWorkflowIdOf(life.id);
  await workflowService.deleteWorkflowExecution({ namespace: options.namespace, workflowExecution: { workflowId, runId } });
  const old = workflow.getHandle(workflowId, runId);
  await life.waitFor(
    'the end of the deleted run',
    async () => {
      const found = await old.describe().catch(() => undefined);
      return found === undefined ? { isGone: true } : `it is ${found.status.name}`;
    },
    NEW_RUN_WITHIN_MS,
  );
}
