import type { Actor, Cause } from '../domain/order-event.ts';
import { currentContext } from '../platform/request-context.ts';

/** What a change follows from when this request made it. */
export function causeOf(actor: Actor): Cause {
  const { requestId, traceparent, tracestate } = currentContext();
  return { actor, ...(requestId && { requestId }), ...(traceparent && { traceparent }), ...(tracestate && { tracestate }) };
}
