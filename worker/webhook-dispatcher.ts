import { setTimeout as delay } from 'node:timers/promises';
import type { EventConsumer } from '../adapters/jetstream/event-consumer.ts';
import type { WebhookQueue } from '../adapters/postgres/webhook-queue.ts';
import type { WebhookWorkflows } from '../adapters/temporal/webhook-workflows.ts';
import type { DeliveryRun } from '../domain/ports/webhook-deliveries.ts';
import type { Logger } from '../platform/logger.ts';

export interface WebhookDispatcherOptions {
  readonly queue: WebhookQueue;
  readonly consumer: EventConsumer;
  readonly workflows: WebhookWorkflows;
  /** Called when there is somebody to send to, and has to bring up whoever sends; again when it failed. */
  readonly startSending: () => Promise<void>;
  readonly log: Logger;
  readonly retentionDays: number;
}

export interface WebhookDispatcher {
  /** There is something new: it is looked at now. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Between two looks (ms): what a caller queued waits for half of it, what the stream brings is looked at at once. */
const LOOK_EVERY_MS = 1000;
/** Where nobody has an endpoint, only whether somebody has one by now is looked at (ms). */
const IDLE_LOOK_MS = 5000;
const PURGE_EVERY_MS = 60_000;
const PURGE_BATCH = 5000;
/** Workflows that are started side by side. */
const STARTS_AT_ONCE = 25;
const DAY_MS = 86_400_000;

/**
 * Brings each delivery that is due to the workflow that sees to it. Several may run side by side: a workflow is started once, and what
 * was started and not marked is started again, to no effect. As long as there is no endpoint nothing is read and nothing connected to.
 */
export function startWebhookDispatcher(options: WebhookDispatcherOptions): WebhookDispatcher {
  const { queue, workflows, log } = options;
  const survey = surveying(options);
  const stopping = new AbortController();
  let wake = new AbortController();
  let isNudged = false;
  let isFailing = false;
  let endpoints: 'some' | 'none' = 'none';
  let surveyAt = 0;

  const look = async (): Promise<number> => {
    if (Date.now() >= surveyAt) {
      endpoints = await survey();
      surveyAt = Date.now() + LOOK_EVERY_MS;
    }
    if (endpoints === 'none') return IDLE_LOOK_MS;
    return (await startDue(queue, workflows)) ? 0 : Math.max(0, surveyAt - Date.now());
  };

  const lookSafely = async (): Promise<number> => {
    try {
      const wait = await look();
      if (isFailing) log.info('webhooks go out again');
      isFailing = false;
      return wait;
    } catch (err) {
      if (!isFailing) log.error({ err }, 'webhooks cannot be sent; they wait');
      isFailing = true;
      return LOOK_EVERY_MS;
    }
  };

  const pause = async (ms: number) => {
    wake = new AbortController();
    if (!isNudged) await delay(ms, undefined, { signal: AbortSignal.any([stopping.signal, wake.signal]) }).catch(() => undefined);
    isNudged = false;
  };

  const run = async () => {
    while (!stopping.signal.aborted) await pause(await lookSafely());
  };
  const finished = run();
  return {
    nudge() {
      isNudged = true;
      wake.abort();
    },
    stop() {
      stopping.abort();
      return finished;
    },
  };
}

/** Whether there are endpoints; brings up what they need, takes up and gives up what waited, and forgets what is long settled. */
function surveying({ queue, consumer, startSending, retentionDays }: WebhookDispatcherOptions) {
  let isSending = false;
  let wasIdle = false;
  let purgeAt = 0;

  const purge = async () => {
    if (Date.now() < purgeAt) return;
    purgeAt = Date.now() + PURGE_EVERY_MS;
    if ((await queue.purge(new Date(Date.now() - retentionDays * DAY_MS), PURGE_BATCH)) === PURGE_BATCH) purgeAt = 0;
  };

  return async (): Promise<'some' | 'none'> => {
    const { since, isEmpty } = await queue.endpoints();
    if (!isEmpty) await purge();
    if (!since) {
      wasIdle = true;
      await consumer.stop();
      return 'none';
    }
    if (!isSending) await startSending();
    isSending = true;
    // What came while nobody listened is for nobody.
    consumer.start(since, wasIdle);
    wasIdle = false;
    await queue.sortOut();
    return 'some';
  };
}

/** Whether there was anything to start. */
async function startDue(queue: WebhookQueue, workflows: WebhookWorkflows): Promise<boolean> {
  const due = [...(await queue.due())];
  const isAny = due.length > 0;
  while (due.length > 0) {
    const batch = due.splice(0, STARTS_AT_ONCE);
    const starts = await Promise.allSettled(batch.map((each) => workflows.start(each)));
    const started = batch.filter((_, n): boolean => starts[n]?.status === 'fulfilled');
    if (started.length > 0) await queue.markStarted(started satisfies DeliveryRun[]);
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed) throw failed.reason;
  }
  return isAny;
}
