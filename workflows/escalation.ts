import { ActivityFailure, CancellationScope, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { PartnerQueues } from '../activities/order.ts';
import type { AttentionCode } from '../domain/order.ts';
import type { OrderState } from './order-state.ts';

/** How a step that a partner fails is put before people. */
export interface Escalation {
  readonly partner: keyof PartnerQueues;
  readonly code: AttentionCode;
  /** What does not work, as a sentence. */
  readonly text: string;
  /** Besides `retry_now`. */
  readonly choices?: readonly string[];
}

interface StepOptions {
  readonly scheduleToCloseTimeout?: number;
  readonly taskQueue?: string;
}
export type Step<T> = (options: StepOptions) => Promise<T>;

/** For the steps of a partner: the task queue that limits how fast it is called, where there is one. */
export function queueOf(partner: keyof PartnerQueues, queues: PartnerQueues): Pick<StepOptions, 'taskQueue'> {
  const taskQueue = queues[partner];
  return taskQueue === undefined ? {} : { taskQueue };
}

const GIVEN_UP = 'The step is not needed any more.';

/**
 * Runs a partner's step until it has an answer. Once it has failed for as long as the order's patience lasts, the order is listed
 * for a person, while the tries go on; as soon as one works, the order goes on by itself.
 */
export async function withEscalation<T>(state: OrderState, trouble: Escalation, step: Step<T>): Promise<T> {
  for (;;) {
    try {
      return await step({ scheduleToCloseTimeout: state.patienceMs, ...queueOf(trouble.partner, state.queues) });
    } catch (error) {
      if (!isTimeUp(error)) throw error;
    }
    const answer = await whileListed(state, trouble, step);
    if (answer !== RETRY_NOW) return answer;
  }
}

const RETRY_NOW = Symbol('retry now');

async function whileListed<T>(state: OrderState, trouble: Escalation, step: Step<T>): Promise<T | typeof RETRY_NOW> {
  let over: string | undefined;
  let isRetry = false;
  const tries = new CancellationScope();
  // What people are told outlives a cancel of the step: it is taken back, not dropped.
  const asked = CancellationScope.nonCancellable(async () => {
    const { code, text, choices = [] } = trouble;
    const attention = { code, text, choices: ['retry_now', ...choices] };
    const decision = await state.people.ask({ attention, cause: { ...state.cause, actor: 'clock' }, isOver: () => over });
    if (decision?.choice === 'cancel') state.askToCancel({ reason: decision.note ?? trouble.text, cause: decision.cause ?? state.cause });
    if (decision?.choice !== 'retry_now') return;
    isRetry = true;
    tries.cancel();
  });
  try {
    const answer = await tries.run(() => step(queueOf(trouble.partner, state.queues)));
    over = 'It worked at last.';
    return answer;
  } catch (error) {
    if (isRetry && isCancellation(error)) return RETRY_NOW;
    throw error;
  } finally {
    over ??= GIVEN_UP;
    await asked;
  }
}

/** The tries were ended by their time, not by an answer: between two of them, or in the middle of one. */
export function isTimeUp(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.retryState === 'TIMEOUT' || (error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'SCHEDULE_TO_CLOSE');
}

/** A step that is tried once within the workflow task, and as a regular activity if that fails or if its queue is to limit it. */
export function localFirst<T>(attempt: () => Promise<T>, step: Step<T>): Step<T> {
  let isFirst = true;
  return async (options) => {
    if (!isFirst || options.taskQueue !== undefined) return step(options);
    isFirst = false;
    try {
      return await attempt();
    } catch (error) {
      if (isCancellation(error)) throw error;
      return step(options);
    }
  };
}
