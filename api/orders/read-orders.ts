import { DomainError } from '../../domain/errors.ts';
import { differenceOf } from '../../domain/order-difference.ts';
import { etagOf, matchesEtag } from '../http/etag.ts';
import { headerLines } from '../http/header.ts';
import type { Handler } from '../http/resource.ts';
import { findOrder, type OrderSources } from './find-order.ts';
import { orderIdOf } from './order-id.ts';

/** GET /orders/{id} */
export function readOrder(sources: OrderSources): Handler {
  return async (req) => {
    const orderId = orderIdOf(req);
    const known = headerLines(req, 'If-None-Match');
    const order = await findOrder(sources, orderId, req.deadline.signal);
    if (order.version === 0) return { status: 200, body: order };
    const etag = etagOf(order.version);
    const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
    const unchanged = known.length > 0 && matchesEtag(known, etag);
    return unchanged ? { status: 304, headers } : { status: 200, headers, body: order };
  };
}

/** GET /orders/{id}/events; what each change altered follows from the order as the one before left it */
export function readEvents(sources: OrderSources): Handler {
  return async (req) => {
    const orderId = orderIdOf(req);
    if (!req.accepts('application/json')) throw new DomainError('NOT_ACCEPTABLE', 'Events are served as application/json.');
    const events = await sources.reader.events(orderId);
    // Before the first event there may be an order all the same: or this throws.
    if (events.length === 0) await findOrder(sources, orderId, req.deadline.signal);
    return {
      status: 200,
      body: { events: events.map((event, index) => ({ ...event, ...differenceOf(events[index - 1]?.order, event.order) })) },
    };
  };
}
