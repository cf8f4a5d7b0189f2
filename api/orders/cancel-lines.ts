import { randomUUID } from 'node:crypto';
import { planLineCancel } from '../../domain/line-cancel.ts';
import { lineCancelStep } from '../../domain/order-event.ts';
import type { LineQuantity } from '../../domain/order-quantities.ts';
import type { Order } from '../../domain/order.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, outcomeOfUpdate, repeatable, requireCondition, type OrderCall } from './order-call.ts';

export interface LineCancel {
  readonly items: readonly LineQuantity[];
  readonly reason?: string | undefined;
}

/**
 * Cancels units of lines that have not left. Done: they are back in stock. Of an order that is cancelled as a whole they are, too.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, INVALID_REQUEST, LINES_NOT_CANCELLABLE, CANCEL_REFUSED, PRECONDITION_FAILED
 */
export function cancelLines({ outcomes, ...sources }: ChangeDependencies) {
  return (call: OrderCall<LineCancel>): Promise<ChangeOutcome> => {
    const { orderId, cause, deadline } = call;
    const { items, reason } = call.request;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, 'cancel');
    // Without a key each call cancels units of its own.
    const callId = repeatableCall.key?.hash ?? randomUUID();

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      // Asked of an order that is read already: what it is judged by below is not of this cancel.
      const isMade = await sources.reader.hasStep(orderId, lineCancelStep(callId));
      const known = outcomeBefore(isMade ? await findWritten(sources, call, signal) : order, isMade);
      if (known) return known;
      requireCondition(call, order);
      planLineCancel(order, items);
      deadline.signal.throwIfAborted();
      const lines = { callId, items, cause, ...(reason !== undefined && { reason }) };
      const outcome = await sources.workflows.cancelLines(orderId, lines, signal);
      // The workflow has ended: either it took this call before, or there is nothing to cancel any more.
      const wasMade = outcome === 'closed' && (await sources.reader.hasStep(orderId, lineCancelStep(callId)));
      const after = await findWritten(sources, call, deadline.signal);
      return outcome === 'closed' ? (outcomeBefore(after, wasMade) ?? refuse(after, items)) : outcomeOfUpdate(after, outcome);
    });
  };
}

function outcomeBefore(order: Order, isMade: boolean): ChangeOutcome | undefined {
  if (order.status === 'CANCELED' || isMade) return { kind: 'done', order };
  return order.status === 'CANCELING' ? { kind: 'under_way', order } : undefined;
}

function refuse(order: Order, items: LineCancel['items']): ChangeOutcome {
  planLineCancel(order, items);
  return outcomeOfUpdate(order, 'closed');
}
