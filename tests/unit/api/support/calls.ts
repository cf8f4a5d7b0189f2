import type { Cause } from '../../../../domain/order-event.ts';
import { startDeadline, type Deadline } from '../../../../api/deadline.ts';
import type { OrderCall } from '../../../../api/orders/order-call.ts';
import type { SubmitCall } from '../../../../api/orders/submit-order.ts';
import { ANYBODY } from '../../../../api/caller.ts';
import { request } from './fakes.ts';

const cause: Cause = { actor: 'api', requestId: 'req-1' };
const deadlines: Deadline[] = [];

/** A call as any transport hands it on; {@link clearDeadlines} ends its time. */
export function orderCall<R>(orderId: string, request: R, over: Partial<OrderCall<R>> = {}): OrderCall<R> {
  return { orderId, request, caller: ANYBODY, cause, deadline: deadline(), ...over };
}

export function submitCall(over: Partial<SubmitCall> = {}): SubmitCall {
  return {
    request: request(),
    caller: ANYBODY,
    cause,
    deadline: deadline(),
    preferences: { respondAsync: false },
    isAwaited: () => true,
    ...over,
  };
}

export function deadline(ms = 2000): Deadline {
  const started = startDeadline(ms);
  deadlines.push(started);
  return started;
}

export function clearDeadlines(): void {
  for (const each of deadlines.splice(0)) each.clear();
}
