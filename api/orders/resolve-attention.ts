import { DependencyError, DomainError } from '../../domain/errors.ts';
import { answerOnce } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import type { CancelDependencies } from './cancel-order.ts';
import { findOrder, findWritten } from './find-order.ts';
import { readOrderCall } from './keyed-call.ts';
import { locationOf } from './order-answer.ts';
import { resolveBody } from './schemas.ts';

/** What is left of the deadline for reading the row (ms). */
const ANSWER_RESERVE_MS = 300;

/** POST /orders/{id}/resolve */
export function resolveAttention({ answers, ...sources }: CancelDependencies): Handler {
  return async (req) => {
    const { body, call } = await readOrderCall(req, 'resolve', resolveBody);
    const { orderId, key } = call;
    const signal = req.deadline.before(ANSWER_RESERVE_MS);
    return answerOnce(answers, call, async () => {
      const { version, needsAttention } = await findWritten(sources, orderId, signal);
      refuseUnoffered(body.choice, needsAttention?.choices ?? []);
      const { choice, note } = body;
      const ask = { askId: key ?? `resolve-v${version}-${choice}`, choice, cause: causeOf('api'), ...(note !== undefined && { note }) };
      const outcome = await sources.workflows.resolve(orderId, ask, signal);
      if (outcome === 'closed') throw new DependencyError('temporal', `order ${orderId} waits for a person, and no workflow runs for it`);
      const order = await findOrder(sources, orderId, req.deadline.signal);
      return outcome === 'settled'
        ? { status: 200, body: order }
        : { status: 202, headers: { Location: locationOf(orderId) }, body: order };
    });
  };
}

/** @throws DomainError CHOICE_NOT_OFFERED */
function refuseUnoffered(choice: string, choices: readonly string[]): void {
  if (choices.includes(choice)) return;
  throw new DomainError('CHOICE_NOT_OFFERED', choices.length > 0 ? `Choose one of: ${choices.join(', ')}.` : 'The order waits for nobody.');
}
