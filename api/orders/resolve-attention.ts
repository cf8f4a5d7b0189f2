import { setTimeout as sleep } from 'node:timers/promises';
import type { z } from 'zod';
import { DependencyError, DomainError } from '../../domain/errors.ts';
import { decisionStep } from '../../domain/order-event.ts';
import type { UpdateOutcome } from '../../domain/ports.ts';
import { answerOnce, type RepeatableCall } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import type { CancelDependencies } from './cancel-order.ts';
import { findOrder, findWritten, type OrderSources } from './find-order.ts';
import { ANSWER_RESERVE_MS, readOrderCall } from './keyed-call.ts';
import { locationOf } from './order-answer.ts';
import { resolveBody } from './schemas.ts';

/** Between two looks whether row and workflow agree (ms). */
const CATCH_UP_MS = 200;

/** POST /orders/{id}/resolve */
export function resolveAttention({ answers, ...sources }: CancelDependencies): Handler {
  return async (req) => {
    const { body, call } = await readOrderCall(req, 'resolve', resolveBody);
    const signal = req.deadline.before(ANSWER_RESERVE_MS);
    return answerOnce(answers, call, async () => {
      const outcome = await resolveOnce(sources, call, body, signal);
      if (outcome === 'closed')
        throw new DependencyError('temporal', `order ${call.orderId} waits for a person, and no workflow runs for it`);
      const order = await findOrder(sources, call.orderId, req.deadline.signal);
      return outcome === 'settled'
        ? { status: 200, body: order }
        : { status: 202, headers: { Location: locationOf(call.orderId) }, body: order };
    });
  };
}

/**
 * A choice that is not offered any more may have been taken by this very call, whose answer was lost. One that the row offers and
 * the workflow does not is asked for until they agree: a workflow that lost its task has yet to come back to where the row stands,
 * and a decision of somebody else has yet to be written.
 * @throws DomainError CHOICE_NOT_OFFERED; NOT_READY when they do not agree in time
 */
async function resolveOnce(
  sources: OrderSources,
  { orderId, key }: RepeatableCall,
  { choice, note }: z.output<typeof resolveBody>,
  signal: AbortSignal,
): Promise<UpdateOutcome> {
  for (;;) {
    const { version, needsAttention } = await findWritten(sources, orderId, signal);
    const choices = needsAttention?.choices ?? [];
    const callId = key ?? `resolve-v${version}-${choice}`;
    try {
      refuseUnoffered(choice, choices);
      return await sources.workflows.resolve(
        orderId,
        { callId, choice, cause: causeOf('api'), ...(note !== undefined && { note }) },
        signal,
      );
    } catch (error) {
      if (!isUnoffered(error)) throw error;
      if (await sources.reader.hasStep(orderId, decisionStep(callId))) return 'settled';
      if (!choices.includes(choice)) throw error;
    }
    await sleep(CATCH_UP_MS, undefined, { signal }).catch(() => {
      throw new DomainError('NOT_READY', "The order's workflow is not back yet where it offered this. Repeat the request in a moment.");
    });
  }
}

function isUnoffered(error: unknown): boolean {
  return error instanceof DomainError && error.code === 'CHOICE_NOT_OFFERED';
}

/** @throws DomainError CHOICE_NOT_OFFERED */
function refuseUnoffered(choice: string, choices: readonly string[]): void {
  if (choices.includes(choice)) return;
  throw new DomainError('CHOICE_NOT_OFFERED', choices.length > 0 ? `Choose one of: ${choices.join(', ')}.` : 'The order waits for nobody.');
}
