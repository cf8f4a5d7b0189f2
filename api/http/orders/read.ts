import { DomainError } from '../../../domain/errors.ts';
import { eventsQuery } from '../../orders/events-query.ts';
import { findOrder, type OrderSources } from '../../orders/find-order.ts';
import { readOrderId } from '../../orders/order-id.ts';
import { readEvents } from '../../orders/read-events.ts';
import { tellWaiting, type WaitingDependencies } from '../../orders/tell-waiting.ts';
import { validateQuery } from '../../validate.ts';
import { readPreconditions } from '../preconditions.ts';
import { pathParameter, queryOf } from '../address.ts';
import { answerRead } from '../read-answer.ts';
import type { Handler } from '../resource.ts';
import { representationOf } from './representation.ts';

/** GET /orders/{id} */
export function readOne(sources: OrderSources & WaitingDependencies): Handler {
  const viewOf = tellWaiting(sources);
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    const preconditions = readPreconditions(req);
    const order = await findOrder(sources, { orderId, caller: req.caller }, req.deadline.signal);
    const view = await viewOf(order, req.deadline.signal);
    return answerRead(preconditions, representationOf(view), view);
  };
}

/** GET /orders/{id}/events */
export function readHistory(sources: OrderSources): Handler {
  const eventsOf = readEvents(sources);
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    if (!req.accepts('application/json')) throw new DomainError('NOT_ACCEPTABLE', 'Events are served as application/json.');
    return {
      status: 200,
      body: await eventsOf({ orderId, caller: req.caller }, validateQuery(eventsQuery, queryOf(req)), req.deadline.signal),
    };
  };
}
