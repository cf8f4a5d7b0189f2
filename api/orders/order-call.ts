import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { UpdateOutcome } from '../../domain/ports/order-workflows.ts';
import type { Cause } from '../../domain/order-event.ts';
import type { Caller } from '../caller.ts';
import type { Deadline } from '../deadline.ts';
import { scopeHash } from '../idempotency/key-scope.ts';
import type { ChangeOutcome, RepeatableCall } from '../idempotency/outcome-once.ts';
import type { RepeatKey } from '../idempotency/repeat-key.ts';

/** A call that changes one order, however it came in. */
export interface OrderCall<Request> {
  readonly orderId: string;
  readonly request: Request;
  readonly caller: Caller;
  /** Absent when the caller sent none. */
  readonly key?: RepeatKey;
  /** Whether the order may be changed as it stands; absent when the caller demands nothing of it. */
  readonly condition?: (order: Order) => boolean;
  readonly cause: Cause;
  readonly deadline: Deadline;
}

/** What is left of the deadline for reading the row and answering, while the workflow is at work (ms). */
export const ANSWER_RESERVE_MS = 300;

/** What makes a repeat of the call the same call; `action` is the last part of its path, and the order itself is what a PATCH is of. */
export function repeatable({ orderId, caller, key }: OrderCall<unknown>, action: string | undefined): RepeatableCall {
  if (!key) return { orderId };
  const called =
    action === undefined
      ? { method: 'PATCH' as const, path: `/orders/${orderId}` }
      : { method: 'POST' as const, path: `/orders/${orderId}/${action}` };
  const hash = scopeHash({ caller, ...called, key: key.key });
  return { orderId, key: { hash, fingerprint: key.fingerprint } };
}

/** Of a change that an order's workflow was asked for; `order` as it was read afterwards. */
export function outcomeOfUpdate(order: Order, outcome: UpdateOutcome): ChangeOutcome {
  if (outcome === 'closed') throw new DependencyError('temporal', `order ${order.id} is ${order.status} and no workflow runs for it`);
  return { kind: outcome === 'settled' ? 'done' : 'under_way', order };
}

/**
 * To be asked for before the call's first effect, and not of a call whose effect is there already: that one was let through.
 * @throws DomainError PRECONDITION_FAILED when the order is not as the caller demands
 */
export function requireCondition({ condition }: OrderCall<unknown>, order: Order): void {
  if (condition && !condition(order)) throw new DomainError('PRECONDITION_FAILED', preconditionText(order));
}

function preconditionText({ status, version }: Order): string {
  return `Nothing was done: the order is ${status} by now, at version ${version}. Read it again before you decide.`;
}
