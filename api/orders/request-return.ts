import { randomUUID } from 'node:crypto';
import { DependencyError } from '../../domain/errors.ts';
import { returnIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { isAnnouncedBy, newReturn, type ReturnRequest } from '../../domain/return-request.ts';
import { uuidFrom } from '../idempotency/key-scope.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import { keyReused } from '../idempotency/repeat-key.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, repeatable, requireCondition, type OrderCall } from './order-call.ts';

export interface ReturnDependencies extends ChangeDependencies {
  readonly now: () => Date;
  /** How long after its delivery a parcel's goods can be announced (ms). */
  readonly returnWindowMs: number;
}

/**
 * Announces that delivered units come back. Done: it is recorded, and the approval was asked.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, RETURN_REFUSED, INVALID_REQUEST, PRECONDITION_FAILED
 */
export function requestReturn({ outcomes, now, returnWindowMs: windowMs, ...sources }: ReturnDependencies) {
  return (call: OrderCall<ReturnRequest>): Promise<ChangeOutcome> => {
    const { request, cause, deadline } = call;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, 'returns');
    const { key } = repeatableCall;
    // Follows from the key: whoever repeats the request announces the same return.
    const returnId = returnIdOf(key ? uuidFrom(key.hash) : randomUUID());

    const requireReturnable = (order: Order) => newReturn(order, returnId, request, { at: now().toISOString(), windowMs });

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      const known = knownReturn(order, returnId, request);
      if (!known) {
        requireCondition(call, order);
        // What cannot come back starts no workflow.
        requireReturnable(order);
      } else if (known.status !== 'requested') return { kind: 'done', order };
      deadline.signal.throwIfAborted();
      const outcome = await sources.workflows.requestReturn(order, { returnId, request, cause }, signal);
      const after = await findWritten(sources, call, deadline.signal);
      // The workflow ended before it could say why: another return was first.
      if (outcome === 'closed' && !isIn(after, returnId)) requireReturnable(after);
      return outcomeOf(after, returnId, outcome);
    });
  };
}

function outcomeOf(order: Order, returnId: string, outcome: UpdateOutcome): ChangeOutcome {
  const isKnown = isIn(order, returnId);
  if (outcome === 'closed' && !isKnown)
    throw new DependencyError('temporal', `order ${order.id} has no return ${returnId}, and no workflow runs for it`);
  return { kind: outcome !== 'running' && isKnown ? 'done' : 'under_way', order };
}

function isIn({ returns = [] }: Order, returnId: string): boolean {
  return returns.some((each) => each.returnId === returnId);
}

/** @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with another request */
function knownReturn({ returns }: Order, returnId: string, request: ReturnRequest) {
  const known = returns?.find((each) => each.returnId === returnId);
  if (known && !isAnnouncedBy(request, known)) throw keyReused();
  return known;
}
