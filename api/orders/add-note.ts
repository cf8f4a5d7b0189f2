import { randomUUID } from 'node:crypto';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import { outcomeOnce, type ChangeOutcome } from '../idempotency/outcome-once.ts';
import type { ChangeDependencies } from './cancel-order.ts';
import { findWritten } from './find-order.ts';
import { repeatable, requireCondition, type OrderCall } from './order-call.ts';

export interface NoteDependencies extends ChangeDependencies {
  readonly orders: OrderStore;
}

/**
 * Adds a note to an order's history. Written by the API itself, because a note may come long after the order's workflow has ended.
 * @throws DomainError ORDER_NOT_FOUND, NOT_READY, PRECONDITION_FAILED
 */
export function addNote({ outcomes, orders, ...sources }: NoteDependencies) {
  return (call: OrderCall<{ readonly text: string }>): Promise<ChangeOutcome> => {
    const { orderId, request, cause, deadline } = call;
    const repeatableCall = repeatable(call, 'notes');
    return outcomeOnce(outcomes, repeatableCall, async () => {
      await findWritten(sources, call, deadline.signal);
      const step = `note:${repeatableCall.key?.hash ?? randomUUID()}`;
      const order = await orders.change(orderId, step, cause, (before) => {
        requireCondition(call, before);
        return { event: 'orders.note_added', why: request.text };
      });
      return { kind: 'done', order };
    });
  };
}
