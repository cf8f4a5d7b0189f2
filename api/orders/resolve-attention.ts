import { setTimeout as sleep } from 'node:timers/promises';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { decisionStep } from '../../domain/order-event.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findOrder, findWritten, type OrderSources } from './find-order.ts';
import { ANSWER_RESERVE_MS, repeatable, requireCondition, type OrderCall } from './order-call.ts';

/** Between two looks whether row and workflow agree (ms). */
const CATCH_UP_MS = 200;

type ResolveAttentionCall = OrderCall<{ readonly choice: string; readonly note?: string | undefined }>;

/**
 * Takes one of the choices that the order offers a person. Done: the decision is recorded.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, CHOICE_NOT_OFFERED, PRECONDITION_FAILED
 */
export function resolveAttention({ outcomes, ...sources }: ChangeDependencies) {
  return async (call: ResolveAttentionCall): Promise<ChangeOutcome> => {
    const { orderId, deadline } = call;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, 'resolve');
    return outcomeOnce(outcomes, repeatableCall, async () => {
      const outcome = await resolveOnce(sources, call, repeatableCall.key?.hash, signal);
      if (outcome === 'closed') throw new DependencyError('temporal', `order ${orderId} waits for a person, and no workflow runs for it`);
      const order = await findOrder(sources, call, deadline.signal);
      return { kind: outcome === 'settled' ? 'done' : 'under_way', order };
    });
  };
}

/**
 * A choice that is not offered any more may have been taken by this very call, whose answer was lost. One that the row offers and
 * the workflow does not is asked for until they agree: a workflow that lost its task has yet to come back to where the row stands,
 * and a decision of somebody else has yet to be written.
 * @throws DomainError CHOICE_NOT_OFFERED; PRECONDITION_FAILED; NOT_READY when they do not agree in time
 */
async function resolveOnce(
  sources: OrderSources,
  call: ResolveAttentionCall,
  keyHash: string | undefined,
  signal: AbortSignal,
): Promise<UpdateOutcome> {
  const { orderId, cause } = call;
  const { choice, note } = call.request;
  for (;;) {
    const order = await findWritten(sources, call, signal);
    const choices = order.needsAttention?.choices ?? [];
    const callId = keyHash ?? `resolve-v${order.version}-${choice}`;
    try {
      requireCondition(call, order);
      refuseUnoffered(choice, choices);
      return await sources.workflows.resolve(orderId, { callId, choice, cause, ...(note !== undefined && { note }) }, signal);
    } catch (error) {
      if (!isUnoffered(error) && !isOutOfDate(error)) throw error;
      if (await sources.reader.hasStep(orderId, decisionStep(callId))) return 'settled';
      if (!choices.includes(choice) || isOutOfDate(error)) throw error;
    }
    await sleep(CATCH_UP_MS, undefined, { signal }).catch(() => {
      throw new DomainError('NOT_READY', "The order's workflow is not back yet where it offered this. Repeat the request in a moment.");
    });
  }
}

function isUnoffered(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'CHOICE_NOT_OFFERED';
}

function isOutOfDate(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'PRECONDITION_FAILED';
}

/** @throws DomainError CHOICE_NOT_OFFERED */
function refuseUnoffered(choice: string, choices: readonly string[]): void {
  if (choices.includes(choice)) return;
  throw new DomainError('CHOICE_NOT_OFFERED', choices.length > 0 ? `Choose one of: ${choices.join(', ')}.` : 'The order waits for nobody.');
}
