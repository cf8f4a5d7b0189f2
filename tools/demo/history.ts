import type { Life } from './life.ts';
import { mustHold } from './shop.ts';

/**
 * Waits for the order's end and looks how often Temporal tried a step.
 * @throws Unexpected when less often
 */
export async function triedAtLeast(life: Life, step: string, times: number): Promise<void> {
  await life.atItsEnd();
  const tries = await triesOf(life, step);
  mustHold(tries >= times, `${step} was tried ${tries} times instead of ${times}`);
}

async function triesOf({ workflow }: Life, step: string): Promise<number> {
  const { events } = await workflow.fetchHistory();
  const asked = events?.find(
    ({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes?.activityType?.name === step,
  );
  const started = events
    ?.map(({ activityTaskStartedEventAttributes }) => activityTaskStartedEventAttributes)
    .find((attributes) => attributes && String(attributes.scheduledEventId) === String(asked?.eventId));
  return started?.attempt ?? 0;
}

/** How often the order's workflow was told something by a signal of that name. */
export async function timesTold({ workflow }: Life, signal: string): Promise<number> {
  const { events } = await workflow.fetchHistory();
  return events?.filter((event) => event.workflowExecutionSignaledEventAttributes?.signalName === signal).length ?? 0;
}
