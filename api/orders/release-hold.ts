import { DomainError } from '../../domain/errors.ts';
import { releaseStep } from '../../domain/order-event.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, outcomeOfUpdate, repeatable, requireCondition, type OrderCall } from './order-call.ts';

/**
 * Releases one hold of an order; with the last of them it goes on. Done: it is recorded, by this call or one before.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, HOLD_NOT_FOUND, PRECONDITION_FAILED
 */
export function releaseHold({ outcomes, ...sources }: ChangeDependencies) {
  return (call: OrderCall<{ readonly holdId: string }>): Promise<ChangeOutcome> => {
    const { orderId, request, cause, deadline } = call;
    const { holdId } = request;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    return outcomeOnce(outcomes, repeatable(call, `holds/${holdId}`), async () => {
      const order = await findWritten(sources, call, signal);
      const isHeld = order.holds?.some((known) => known.holdId === holdId) ?? false;
      if (isHeld) requireCondition(call, order);
      else if (!(await sources.reader.hasStep(orderId, releaseStep(holdId))))
        throw new DomainError('HOLD_NOT_FOUND', 'The order has never had such a hold.');
      deadline.signal.throwIfAborted();
      // Of one that is released, too: the workflow may have lost the task that recorded it.
      const outcome = await sources.workflows.releaseHold(orderId, { holdId, cause }, signal);
      const after = await findWritten(sources, call, deadline.signal);
      return isHeld || outcome !== 'closed' ? outcomeOfUpdate(after, outcome) : { kind: 'done', order: after };
    });
  };
}
