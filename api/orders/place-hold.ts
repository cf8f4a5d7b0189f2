import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { MOST_HOLDS, mayBeHeld, whyNoHold, type HoldRequest } from '../../domain/hold.ts';
import { holdIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import { uuidFrom } from '../idempotency/key-scope.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, outcomeOfUpdate, repeatable, requireCondition, type OrderCall } from './order-call.ts';

/**
 * Keeps an order from being handed over until the hold is released. Done: it is recorded.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, HOLD_REFUSED, PRECONDITION_FAILED
 */
export function placeHold({ outcomes, ...sources }: ChangeDependencies) {
  return (call: OrderCall<HoldRequest>): Promise<ChangeOutcome> => {
    const { orderId, request: hold, cause, deadline } = call;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, 'holds');
    const { key } = repeatableCall;
    // Follows from the key: whoever repeats the request places the same hold.
    const holdId = holdIdOf(key ? uuidFrom(key.hash) : randomUUID());

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      if (order.holds?.some((known) => known.holdId === holdId)) return { kind: 'done', order };
      requireCondition(call, order);
      refuseHold(order);
      deadline.signal.throwIfAborted();
      const outcome = await sources.workflows.placeHold(orderId, { holdId, hold, cause }, signal);
      return outcomeOfUpdate(await findWritten(sources, call, deadline.signal), outcome);
    });
  };
}

/** @throws DomainError HOLD_REFUSED */
function refuseHold(order: Order): void {
  if (!mayBeHeld(order) || (order.holds ?? []).length >= MOST_HOLDS) throw new DomainError('HOLD_REFUSED', whyNoHold(order));
}
