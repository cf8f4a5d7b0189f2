import { DomainError } from '../../domain/errors.ts';
import { requestedRefundIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import { isMadeBy, newRefund, type RefundAsk } from '../../domain/refund.ts';
import type { Answer } from '../http/answer.ts';
import { requireKey, uuidFrom } from '../http/idempotency-key.ts';
import { answerOnce, keyReused } from '../http/kept-answer.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler } from '../http/resource.ts';
import type { CancelDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, readOrderCall } from './keyed-call.ts';
import { locationOf } from './order-answer.ts';
import { refundBody } from './schemas.ts';

export interface RefundDependencies extends CancelDependencies {
  readonly now: () => Date;
}

/** POST /orders/{id}/refunds */
export function refundOrder({ answers, now, ...sources }: RefundDependencies): Handler {
  return async (req) => {
    const { body: ask, call } = await readOrderCall(req, 'refunds', refundBody);
    // Follows from the key: whoever repeats the request finishes the same refund.
    const refundId = requestedRefundIdOf(uuidFrom(requireKey(call.key)));
    const signal = req.deadline.before(ANSWER_RESERVE_MS);

    const answer = await answerOnce(answers, call, async () => {
      const order = await findWritten(sources, call.orderId, signal);
      const known = answerFrom(order, refundId, ask);
      if (known?.status === 201) return known;
      // What cannot be refunded starts no workflow.
      if (!known) newRefund(order, refundId, ask, now().toISOString());
      req.deadline.signal.throwIfAborted();
      await sources.workflows.refund(order, { refundId, ask, cause: causeOf('api') }, signal);
      const after = await findWritten(sources, call.orderId, req.deadline.signal);
      return answerFrom(after, refundId, ask) ?? { status: 202, body: after };
    });
    return answer.status < 300 ? { ...answer, headers: { ...answer.headers, Location: locationOf(call.orderId) } } : answer;
  };
}

/**
 * What the order's row says of the refund; nothing while it is not opened.
 * @throws DomainError REFUND_DECLINED; IDEMPOTENCY_KEY_REUSED when the key came with another ask
 */
function answerFrom(order: Order, refundId: string, ask: RefundAsk): Answer | undefined {
  const refund = order.refunds.find((known) => known.refundId === refundId);
  if (!refund) return undefined;
  if (!isMadeBy(ask, refund)) throw keyReused();
  switch (refund.status) {
    case 'succeeded':
      return { status: 201, body: order };
    case 'pending':
      return { status: 202, body: order };
    case 'failed':
      throw new DomainError(
        'REFUND_DECLINED',
        'The payment provider declined the refund. The money can be asked back anew, with another key.',
      );
  }
}
