import { randomUUID } from 'node:crypto';
import { planEdit, type OrderEdit } from '../../domain/order-edit.ts';
import { editStep } from '../../domain/order-event.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, outcomeOfUpdate, repeatable, requireCondition, type OrderCall } from './order-call.ts';

/**
 * Changes what was ordered, as long as it is not handed over. Done: it is recorded, and what it does not need any more is given back.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, INVALID_REQUEST, EDIT_REFUSED, OUT_OF_STOCK, PAYMENT_DECLINED, PRECONDITION_FAILED
 */
export function editOrder({ outcomes, ...sources }: ChangeDependencies) {
  return (call: OrderCall<OrderEdit>): Promise<ChangeOutcome> => {
    const { orderId, request: edit, cause, deadline } = call;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, undefined);
    const callId = repeatableCall.key?.hash ?? randomUUID();
    const isMade = () => sources.reader.hasStep(orderId, editStep(callId));

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      // Asked of an order that is read already: what it is judged by below is not of this change.
      const wasMade = repeatableCall.key !== undefined && (await isMade());
      if (wasMade) return { kind: 'done', order: await findWritten(sources, call, signal) };
      requireCondition(call, order);
      // What cannot be changed so is not asked of the workflow.
      planEdit(order, edit);
      deadline.signal.throwIfAborted();
      const outcome = await sources.workflows.editOrder(orderId, { callId, version: order.version, edit, cause }, signal);
      const isDone = outcome === 'closed' && (await isMade());
      const after = await findWritten(sources, call, deadline.signal);
      if (isDone) return { kind: 'done', order: after };
      if (outcome === 'closed') planEdit(after, edit);
      return outcomeOfUpdate(after, outcome);
    });
  };
}
