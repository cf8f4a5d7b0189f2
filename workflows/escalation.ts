import { ActivityFailure, ApplicationFailure, CancellationScope, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { AttentionCode } from '../domain/attention.ts';
import type { Dependency } from '../domain/errors.ts';
import type { OrderState } from './order-state.ts';

/** How a partner's step that fails for long is put before people. */
export interface Escalation {
  readonly code: AttentionCode;
  /** What does not work, as a sentence; what the last try heard is put behind it. */
  readonly text: string;
}

/** A step that is tried until it has an answer, or until its time is over (ms). */
export type RetriedStep<T> = (limit: { readonly scheduleToCloseTimeout?: number }) => Promise<T>;

const NOT_NEEDED = 'The step is not needed any more.';
const RETRY_NOW = Symbol('retry now');

/**
 * Runs a step until it has an answer. Once it has failed for as long as the settings say, the order is listed for a person, while
 * the tries go on; as soon as one works, the order goes on by itself.
 */
export async function withEscalation<T>(state: OrderState, escalation: Escalation, step: RetriedStep<T>): Promise<T> {
  for (;;) {
    let heard: string;
    try {
      return await step({ scheduleToCloseTimeout: state.settings.escalateAfterMs });
    } catch (error) {
      if (!isTimeUp(error)) throw error;
      heard = lastHeard(error);
    }
    const answer = await whileListed(state, { ...escalation, text: `${escalation.text} ${heard}` }, step);
    if (answer !== RETRY_NOW) return answer;
  }
}

async function whileListed<T>(state: OrderState, escalation: Escalation, step: RetriedStep<T>): Promise<T | typeof RETRY_NOW> {
  let over: string | undefined;
  let isRetry = false;
  const tries = new CancellationScope();
  // What people are told outlives a cancel of the step: it is taken back, not dropped.
  const asked = CancellationScope.nonCancellable(async () => {
    const decision = await state.attention.ask({ ...escalation, cause: { ...state.cause, actor: 'clock' }, isOver: () => over });
    if (decision?.choice === 'cancel')
      state.requestCancel({ reason: decision.note ?? escalation.text, cause: decision.cause ?? state.cause });
    if (decision?.choice !== 'retry_now') return;
    isRetry = true;
    tries.cancel();
  });
  try {
    const answer = await tries.run(() => step({}));
    over = 'It worked at last.';
    return answer;
  } catch (error) {
    if (isRetry && isCancellation(error)) return RETRY_NOW;
    throw error;
  } finally {
    over ??= NOT_NEEDED;
    await asked;
  }
}

/** What the last try heard of the partner; what else went wrong is nothing for readers of an order. */
export function lastHeard(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof ApplicationFailure && PARTNERS.has(cause.details?.[0])) return cause.message.slice(0, LONGEST_HEARD);
  return 'There was no answer.';
}

const LONGEST_HEARD = 500;
const PARTNERS: ReadonlySet<unknown> = new Set(['payment provider', 'carrier'] satisfies Dependency[]);

/** The tries were ended by their time, not by an answer: between two of them, in the middle of one, or before a worker took the first. */
export function isTimeUp(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.retryState === 'TIMEOUT' || (error.cause instanceof TimeoutFailure && ALL_OVER.has(error.cause.timeoutType));
}

/** Temporal bounds the wait for a worker by the time of all tries, and names the bound that it met. */
const ALL_OVER: ReadonlySet<unknown> = new Set(['SCHEDULE_TO_CLOSE', 'SCHEDULE_TO_START']);
