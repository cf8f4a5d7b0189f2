import { DependencyError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import { isMadeAlready, requireMove, returnOf, type ReturnMove } from '../../domain/return-move.ts';
import { isOpenReturn } from '../../domain/return.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, repeatable, requireCondition, type OrderCall } from './order-call.ts';

/** What callers do with a return, by the last part of its path. */
interface ReturnAction<T> {
  readonly action: 'approve' | 'decline' | 'cancel' | 'receive';
  readonly moveOf: (request: T) => ReturnMove;
}

/**
 * Approves, declines or cancels a return, or receives its goods. Done: it is recorded; of goods, their money is settled, too. A
 * repeat of what was done before changes nothing, under whichever key.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, RETURN_NOT_FOUND, RETURN_REFUSED, INVALID_REQUEST, PRECONDITION_FAILED
 */
export function changeReturn<T>({ outcomes, ...sources }: ChangeDependencies, { action, moveOf }: ReturnAction<T>) {
  return (call: OrderCall<T & { readonly returnId: string }>): Promise<ChangeOutcome> => {
    const { orderId, request, cause, deadline } = call;
    const { returnId } = request;
    const move = moveOf(request);
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, `returns/${returnId}/${action}`);

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      const known = returnOf(order, returnId);
      const isMade = isMadeAlready(known, move);
      if (isMade && known.status !== 'received') return { kind: 'done', order };
      if (!isMade) {
        requireCondition(call, order);
        requireMove(order, known, move);
      }
      deadline.signal.throwIfAborted();
      const callId = repeatableCall.key?.hash ?? `${action}-v${order.version}`;
      const outcome = await sources.workflows.changeReturn(orderId, { callId, returnId, move, cause }, signal);
      return outcomeOf(await findWritten(sources, call, deadline.signal), returnId, move, outcome);
    });
  };
}

/** @throws DomainError RETURN_REFUSED where the return has ended otherwise */
function outcomeOf(order: Order, returnId: string, move: ReturnMove, outcome: UpdateOutcome): ChangeOutcome {
  const known = returnOf(order, returnId);
  if (outcome === 'settled' || (isMadeAlready(known, move) && known.status !== 'received')) return { kind: 'done', order };
  if (outcome === 'running') return { kind: 'under_way', order };
  if (!isOpenReturn(known)) requireMove(order, known, move);
  throw new DependencyError('temporal', `return ${returnId} of order ${order.id} is ${known.status} and no workflow runs for it`);
}
