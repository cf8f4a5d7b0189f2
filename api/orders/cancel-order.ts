import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import { cancelRuleOf, whyTooLateToCancel } from '../../domain/order-status.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import type { OutcomeStore } from '../../domain/ports/outcome-store.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import { cancelLines, type LineCancel } from './cancel-lines.ts';
import { findOrder, type OrderSources } from './find-order.ts';
import { ANSWER_RESERVE_MS, repeatable, requireCondition, type OrderCall } from './order-call.ts';

export interface ChangeDependencies extends OrderSources {
  readonly outcomes: OutcomeStore;
}

/** What is to be cancelled: units of lines, or without any the whole order. */
export interface Cancel extends Partial<Omit<LineCancel, 'items'>> {
  readonly items?: LineCancel['items'] | undefined;
}

/** Cancels an order, or units of it, by what {@link cancelWhole} and {@link cancelLines} say. */
export function cancelOrder(deps: ChangeDependencies) {
  const [whole, lines] = [cancelWhole(deps), cancelLines(deps)];
  return (call: OrderCall<Cancel>): Promise<ChangeOutcome> => {
    const { items } = call.request;
    return items ? lines({ ...call, request: { ...call.request, items } }) : whole(call);
  };
}

/**
 * Cancels a whole order; one that is cancelled already stays so. Done: everything is undone.
 * @throws DomainError ORDER_NOT_FOUND, CANCEL_TOO_LATE, CANCEL_REFUSED, PRECONDITION_FAILED
 */
function cancelWhole({ outcomes, ...sources }: ChangeDependencies) {
  return async (call: OrderCall<Cancel>): Promise<ChangeOutcome> => {
    const { orderId, cause, deadline } = call;
    const { reason } = call.request;
    const signal = deadline.before(ANSWER_RESERVE_MS);
    const repeatableCall = repeatable(call, 'cancel');

    return outcomeOnce(outcomes, repeatableCall, async () => {
      const order = await findOrder(sources, call, signal);
      if (order.status === 'CANCELED') return { kind: 'done', order };
      if (order.status !== 'CANCELING') requireCondition(call, order);
      refuseTooLate(order);
      deadline.signal.throwIfAborted();
      // Identical calls share one id, and so one update and one answer.
      const callId = repeatableCall.key?.hash ?? `cancel-v${order.version}`;
      const outcome = await sources.workflows.cancel(orderId, { callId, cause, ...(reason !== undefined && { reason }) }, signal);
      return outcomeOf(await findOrder(sources, call, deadline.signal), outcome);
    });
  };
}

function outcomeOf(order: Order, outcome: UpdateOutcome): ChangeOutcome {
  if (order.status === 'CANCELED') return { kind: 'done', order };
  refuseTooLate(order);
  if (outcome === 'closed') throw new DependencyError('temporal', `order ${order.id} is ${order.status} and no workflow runs for it`);
  return { kind: 'under_way', order };
}

/** @throws DomainError CANCEL_TOO_LATE that says why and what to do instead */
function refuseTooLate(order: Order): void {
  if (cancelRuleOf(order) === 'too_late') throw new DomainError('CANCEL_TOO_LATE', whyTooLateToCancel(order.status));
}
