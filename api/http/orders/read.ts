import type { EventFeed } from '../../../domain/ports/event-feed.ts';
import { DomainError } from '../../../domain/errors.ts';
import { eventsQuery } from '../../orders/events-query.ts';
import { findOrder, type OrderSources } from '../../orders/find-order.ts';
import { readOrderId } from '../../orders/order-id.ts';
import { readEvents, type ToldEvent } from '../../orders/read-events.ts';
import { tellWaiting, type WaitingDependencies } from '../../orders/tell-waiting.ts';
import { watchOrder } from '../../orders/watch-order.ts';
import { refuseStrayParameters, validateQuery } from '../../validate.ts';
import { readPreconditions } from '../../preconditions.ts';
import { pathParameter, queryOf } from '../address.ts';
import { EVENT_STREAM, streamOf, type SentEvent } from '../event-stream.ts';
import { headersOf } from '../header.ts';
import { readLastSequence } from '../events/last-event-id.ts';
import { answerRead } from '../read-answer.ts';
import type { Handler } from '../resource.ts';
import { representationOf } from '../../orders/representation.ts';

/** GET /orders/{id} */
export function readOne(sources: OrderSources & WaitingDependencies): Handler {
  const viewOf = tellWaiting(sources);
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    const preconditions = readPreconditions(headersOf(req));
    const order = await findOrder(sources, { orderId, caller: req.caller }, req.deadline.signal);
    const view = await viewOf(order, req.deadline.signal);
    return answerRead(preconditions, representationOf(view), view);
  };
}

/** GET /orders/{id}/events: pages of what has been, or a stream that goes on with what comes. */
export function readHistory({ feed, ...sources }: OrderSources & { readonly feed: EventFeed }): Handler {
  const eventsOf = readEvents(sources);
  const watch = watchOrder({ feed, ...sources });
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    const wanted = { orderId, caller: req.caller };
    const type = req.accepts(['application/json', EVENT_STREAM]);
    if (!type) throw new DomainError('NOT_ACCEPTABLE', `Events are served as application/json and ${EVENT_STREAM}.`);
    if (type === EVENT_STREAM) {
      refuseStrayParameters(queryOf(req), []);
      const after = readLastSequence(req);
      await findOrder(sources, wanted, req.deadline.signal);
      return streamOf((signal) => told(watch({ ...wanted, after, signal })));
    }
    return {
      status: 200,
      body: await eventsOf(wanted, validateQuery(eventsQuery, queryOf(req)), req.deadline.signal),
    };
  };
}

async function* told(events: AsyncIterable<ToldEvent>): AsyncGenerator<SentEvent> {
  for await (const event of events) yield { id: String(event.sequence), data: JSON.stringify(event) };
}
