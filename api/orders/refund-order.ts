import { DomainError } from '../../domain/errors.ts';
import { requestedRefundIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import { isMadeBy, requestedRefund, type RefundRequest } from '../../domain/refund.ts';
import { uuidFrom } from '../idempotency/key-scope.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import { keyReused, requireKey } from '../idempotency/repeat-key.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { ANSWER_RESERVE_MS, repeatable, requireCondition, type OrderCall } from './order-call.ts';

export interface RefundDependencies extends ChangeDependencies {
  readonly now: () => Date;
}

/**
 * Gives captured money back, without goods. Done: the customer has it.
 * @throws DomainError IDEMPOTENCY_KEY_REQUIRED, ORDER_NOT_FOUND, NOT_READY, REFUND_TOO_LARGE, TOO_MANY_REFUNDS, REFUND_DECLINED, PRECONDITION_FAILED
 */
export function refundOrder({ outcomes, now, ...sources }: RefundDependencies) {
  return async (call: OrderCall<RefundRequest>): Promise<ChangeOutcome> => {
    const { request, cause, deadline } = call;
    const repeatableCall = repeatable(call, 'refunds');
    // Follows from the key: whoever repeats the request finishes the same refund.
    const refundId = requestedRefundIdOf(uuidFrom(requireKey(repeatableCall.key?.hash)));
    const signal = deadline.before(ANSWER_RESERVE_MS);

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findWritten(sources, call, signal);
      const known = outcomeIn(order, refundId, request);
      if (known?.kind === 'done') return known;
      if (!known) requireCondition(call, order);
      // What cannot be refunded starts no workflow.
      if (!known) requestedRefund(order, refundId, request, now().toISOString());
      deadline.signal.throwIfAborted();
      await sources.workflows.refund(order, { refundId, request, cause }, signal);
      const after = await findWritten(sources, call, deadline.signal);
      return outcomeIn(after, refundId, request) ?? { kind: 'under_way', order: after };
    });
  };
}

/**
 * What the order's row says of the refund; nothing while it is not opened.
 * @throws DomainError REFUND_DECLINED; IDEMPOTENCY_KEY_REUSED when the key came with another request
 */
function outcomeIn(order: Order, refundId: string, request: RefundRequest): ChangeOutcome | undefined {
  const refund = order.refunds.find((known) => known.refundId === refundId);
  if (!refund) return undefined;
  if (!isMadeBy(request, refund)) throw keyReused();
  switch (refund.status) {
    case 'succeeded':
      return { kind: 'done', order };
    case 'pending':
      return { kind: 'under_way', order };
    case 'failed':
      throw new DomainError(
        'REFUND_DECLINED',
        'The payment provider declined the refund. The money can be asked back anew, with another key.',
      );
  }
}
