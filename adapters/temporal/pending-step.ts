import type { Client } from '@temporalio/client';
import { PARTNER_STEPS, type PartnerStepName } from '../../domain/partner-steps.ts';
import type { PendingStep } from '../../domain/ports/order-workflows.ts';
import { instantOf } from './instant.ts';

type Description = Awaited<ReturnType<Client['workflowService']['describeWorkflowExecution']>>;
type PendingActivity = NonNullable<Description['pendingActivities']>[number];

/**
 * The step of a running workflow that a partner has not answered, or the task that no worker has taken; undefined when it is at neither.
 * Needs no worker. @throws ServiceError with NOT_FOUND when Temporal knows no such workflow
 */
export async function pendingStep({ workflowService, options }: Client, workflowId: string): Promise<PendingStep | undefined> {
  const described = await workflowService.describeWorkflowExecution({ namespace: options.namespace, execution: { workflowId } });
  const [step] = (described.pendingActivities ?? [])
    .filter(isOfPartner)
    .toSorted((one, other) => (other.attempt ?? 0) - (one.attempt ?? 0));
  if (step) return { on: PARTNER_STEPS[nameOf(step)], ...nextTry(step) };
  const task = described.pendingWorkflowTask;
  return task && !task.startedTime ? { on: 'worker', since: instantOf(task.originalScheduledTime ?? task.scheduledTime) } : undefined;
}

function nameOf({ activityType }: PendingActivity): PartnerStepName {
  return activityType?.name as PartnerStepName;
}

function isOfPartner(step: PendingActivity): boolean {
  return Object.hasOwn(PARTNER_STEPS, nameOf(step));
}

/** Of one that failed and waits; one that is being tried has no next try yet. */
function nextTry({ nextAttemptScheduleTime }: PendingActivity): { nextTryAt?: string } {
  return nextAttemptScheduleTime ? { nextTryAt: instantOf(nextAttemptScheduleTime) } : {};
}
