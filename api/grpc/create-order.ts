import { viewOf } from '../../domain/order-view.ts';
import { Orders, type CreateOrderRequest, type Order } from '../../proto/generated/orders/v1/orders_pb.ts';
import { causeOf } from '../cause.ts';
import { createOrderBody as bodySchema, toOrderRequest } from '../orders/request-schemas.ts';
import { submitOrder, type SubmitDependencies, type SubmitOutcome, type SubmitPreferences } from '../orders/submit-order.ts';
import type { Places } from '../places.ts';
import { parsePrefer } from '../prefer.ts';
import { validateBody } from '../validate.ts';
import type { IncomingCall } from './call.ts';
import { repeatKeyOf, REPLAYED } from './idempotency-key.ts';
import { linesOf } from './metadata.ts';
import { orderMessage } from './order-message.ts';
import { createOrderBody } from './request-bodies.ts';
import type { UnaryMethod } from './unary.ts';

export interface CreateOrderDependencies extends SubmitDependencies {
  /** Aborts when the process begins to drain. */
  readonly draining: AbortSignal;
}

export function createOrder(deps: CreateOrderDependencies, { ordering, waiting }: Places): UnaryMethod<CreateOrderRequest, Order> {
  const { draining } = deps;
  const submit = submitOrder(deps);
  return {
    desc: Orders.method.createOrder,
    operation: 'createOrder',
    limitFor: (call) => (preferencesOf(call).waitSeconds === undefined ? ordering : waiting),
    isDone: ({ message }) => message.status !== 'PENDING',
    handle: async (message, call) => {
      const preferences = preferencesOf(call);
      const body = createOrderBody(message);
      const outcome = await submit({
        request: toOrderRequest(validateBody(bodySchema, body), call.caller.actor),
        caller: call.caller,
        ...repeatKeyOf(call.metadata, body),
        cause: causeOf(call.caller.actor),
        deadline: call.deadline,
        preferences,
        // As over HTTP: who asked to wait is answered before a process ends.
        isAwaited: () => call.isAwaited() && !(preferences.waitSeconds !== undefined && draining.aborted),
      });
      return { message: orderMessage(viewOf(outcome.order)), headers: headersOf(outcome, preferences) };
    },
  };
}

/** RFC 7240, as over HTTP. */
function preferencesOf({ metadata }: IncomingCall): SubmitPreferences {
  return parsePrefer(linesOf(metadata, 'prefer'));
}

function headersOf(outcome: SubmitOutcome, { waitSeconds }: SubmitPreferences): Record<string, string> {
  const { honoured } = outcome;
  return {
    ...(honoured && { 'preference-applied': honoured === 'wait' ? `wait=${waitSeconds}` : 'respond-async' }),
    ...(outcome.kind === 'created' && outcome.isReplay && REPLAYED),
  };
}
