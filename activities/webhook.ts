import type { DeliveryRun, OpenDelivery, SendOutcome, WebhookDeliveries, WebhookSender } from '../domain/ports/webhook-deliveries.ts';
import { nextTryInMs, type WebhookAttempt } from '../domain/webhook.ts';
import type { EndpointLanes } from './endpoint-lanes.ts';
import { TryAgain } from './failures.ts';

export interface WebhookDependencies {
  readonly deliveries: WebhookDeliveries;
  readonly sender: WebhookSender;
  readonly lanes: EndpointLanes;
  /** Between the tries (ms). */
  readonly waitsMs: readonly number[];
  readonly now: () => Date;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Tells Temporal that the try goes on. */
  readonly heartbeat: () => void;
  readonly onTry: (outcome: 'delivered' | 'failed' | 'given_up') => void;
  /** Told of an endpoint that was switched off, and why. */
  readonly onDisabled: (endpointId: string, reason: string) => void;
}

/** Well within the time after which Temporal takes the sender for dead (ms). */
const HEARTBEAT_EVERY_MS = 3000;

/** One try to hand an event over; Temporal makes the next one when it is due. */
export function webhookActivities(deps: WebhookDependencies) {
  const { deliveries, sender, lanes, now, heartbeat, onTry } = deps;

  const tryOnce = async (run: DeliveryRun): Promise<void> => {
    const delivery = await deliveries.open(run, now());
    if (!delivery) return;
    const startedAt = now();
    const outcome = await sender.send(delivery);
    const attempt = attemptOf(outcome, startedAt, now());
    if (outcome.kind === 'delivered') {
      await deliveries.record(run, { attempt, status: 'delivered' });
      return onTry('delivered');
    }
    const inMs = nextTry(delivery, outcome, deps);
    if (inMs === undefined) {
      await deliveries.record(run, { attempt, status: 'dead' });
      onTry('given_up');
      return switchOff(run, delivery, outcome, deps);
    }
    await deliveries.record(run, { attempt, status: 'pending', nextAttemptAt: new Date(now().getTime() + inMs).toISOString() });
    onTry('failed');
    throw new TryAgain(`The receiver did not take it: ${attempt.error}`, inMs);
  };

  return {
    /** @throws TryAgain when it has to be tried later */
    async sendWebhook(run: DeliveryRun): Promise<void> {
      const lane = lanes.enter(run.endpointId);
      if ('waitMs' in lane) throw new TryAgain('The endpoint has enough to do.', lane.waitMs);
      const beat = setInterval(heartbeat, HEARTBEAT_EVERY_MS);
      try {
        await tryOnce(run);
      } finally {
        clearInterval(beat);
        lane.leave();
      }
    },
  };
}

export type WebhookActivities = ReturnType<typeof webhookActivities>;

type FailedOutcome = Extract<SendOutcome, { kind: 'failed' }>;

function nextTry({ tries, body }: OpenDelivery, { isGone, retryAfterMs }: FailedOutcome, { waitsMs, random }: WebhookDependencies) {
  if (isGone || body === undefined) return undefined;
  return nextTryInMs({ tries: tries + 1, ...(retryAfterMs !== undefined && { retryAfterMs }) }, waitsMs, random());
}

/** A receiver that is gone, or that has taken nothing for as long as a delivery was tried, costs a try for each event to no end. */
async function switchOff(
  { endpointId }: DeliveryRun,
  { createdAt, body }: OpenDelivery,
  { isGone, statusCode }: FailedOutcome,
  { deliveries, onDisabled }: WebhookDependencies,
): Promise<void> {
  if (body === undefined) return;
  if (!isGone && (await deliveries.hasDelivered(endpointId, createdAt))) return;
  const reason = isGone ? `it answered ${statusCode}` : `it has taken nothing since ${createdAt}`;
  if (await deliveries.disable(endpointId, reason)) onDisabled(endpointId, reason);
}

function attemptOf(outcome: SendOutcome, startedAt: Date, endedAt: Date): WebhookAttempt {
  const { statusCode } = outcome;
  return {
    at: startedAt.toISOString(),
    durationMs: endedAt.getTime() - startedAt.getTime(),
    ...(statusCode !== undefined && { statusCode }),
    ...(outcome.kind === 'failed' && { error: outcome.error }),
  };
}
