import { type Client, ScheduleAlreadyRunning, type ScheduleOptions } from '@temporalio/client';

const SCHEDULE_ID = 'reconcile-orders';

/** A round takes seconds; one that no worker can finish must not keep the next ones away for ever. */
const workflowExecutionTimeout = '30m';

/** Makes the reconciler's schedule, or brings it to these settings; somebody's pause of it stays. */
export async function ensureReconcileSchedule(
  client: Client,
  { everyMs, taskQueue }: { everyMs: number; taskQueue: string },
): Promise<void> {
  const settings = {
    spec: { intervals: [{ every: everyMs }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'reconcileOrders',
      workflowId: SCHEDULE_ID,
      taskQueue,
      args: [],
      workflowExecutionTimeout,
    },
    // A round that is late is not caught up, and none runs beside another.
    policies: { overlap: 'SKIP', catchupWindow: '1m' },
  } satisfies Omit<ScheduleOptions, 'scheduleId'>;
  try {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, ...settings });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(SCHEDULE_ID).update(({ state }) => ({ ...settings, state }));
  }
}
