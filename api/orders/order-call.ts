import type { Cause } from '../../domain/order-event.ts';
import type { Caller } from '../caller.ts';
import type { Deadline } from '../deadline.ts';
import { scopeHash } from '../idempotency/key-scope.ts';
import type { RepeatableCall } from '../idempotency/outcome-once.ts';
import type { RepeatKey } from '../idempotency/repeat-key.ts';

/** A call that changes one order, however it came in. */
export interface OrderCall<Request> {
  readonly orderId: string;
  readonly request: Request;
  readonly caller: Caller;
  /** Absent when the caller sent none. */
  readonly key?: RepeatKey;
  readonly cause: Cause;
  readonly deadline: Deadline;
}

/** What is left of the deadline for reading the row and answering, while the workflow is at work (ms). */
export const ANSWER_RESERVE_MS = 300;

/** What makes a repeat of the call the same call; `action` is the last part of its path. */
export function repeatable({ orderId, caller, key }: OrderCall<unknown>, action: string): RepeatableCall {
  if (!key) return { orderId };
  const hash = scopeHash({ caller: caller.id, method: 'POST', path: `/orders/${orderId}/${action}`, key: key.key });
  return { orderId, key: { hash, fingerprint: key.fingerprint } };
}
