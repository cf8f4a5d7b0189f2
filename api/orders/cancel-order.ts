import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { STATUS_TABLE, whyTooLateToCancel, type OrderStatus } from '../../domain/order-status.ts';
import type { AnswerStore, UpdateOutcome } from '../../domain/ports.ts';
import type { Answer } from '../http/answer.ts';
import { answerOnce } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import { findOrder, type OrderSources } from './find-order.ts';
import { ANSWER_RESERVE_MS, readOrderCall } from './keyed-call.ts';
import { locationOf } from './order-answer.ts';
import { cancelOrderBody } from './schemas.ts';

export interface CancelDependencies extends OrderSources {
  readonly answers: AnswerStore;
}

/** POST /orders/{id}/cancel */
export function cancelOrder({ answers, ...sources }: CancelDependencies): Handler {
  return async (req) => {
    const { body, call } = await readOrderCall(req, 'cancel', cancelOrderBody);
    const { reason } = body;
    const { orderId, key } = call;
    const signal = req.deadline.before(ANSWER_RESERVE_MS);

    return answerOnce(answers, call, async () => {
      const order = await findOrder(sources, orderId, signal);
      if (order.status === 'CANCELED') return { status: 200, body: order };
      refuseTooLate(order.status);
      req.deadline.signal.throwIfAborted();
      // Identical calls share one id, and so one update and one answer.
      const callId = key ?? `cancel-v${order.version}`;
      const cancelCall = { callId, cause: causeOf('api'), ...(reason !== undefined && { reason }) };
      const outcome = await sources.workflows.cancel(orderId, cancelCall, signal);
      return answerOf(await findOrder(sources, orderId, req.deadline.signal), outcome);
    });
  };
}

function answerOf(order: Order, outcome: UpdateOutcome): Answer {
  if (order.status === 'CANCELED') return { status: 200, body: order };
  refuseTooLate(order.status);
  if (outcome === 'closed') throw new DependencyError('temporal', `order ${order.id} is ${order.status} and no workflow runs for it`);
  return { status: 202, headers: { Location: locationOf(order.id) }, body: order };
}

/** @throws DomainError CANCEL_TOO_LATE that says why and what to do instead */
function refuseTooLate(status: OrderStatus): void {
  if (STATUS_TABLE[status].cancel === 'too_late') throw new DomainError('CANCEL_TOO_LATE', whyTooLateToCancel(status));
}
