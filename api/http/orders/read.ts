import { DomainError } from '../../../domain/errors.ts';
import { findOrder, type OrderSources } from '../../orders/find-order.ts';
import { readOrderId } from '../../orders/order-id.ts';
import { readEvents } from '../../orders/read-events.ts';
import { etagOf, matchesEtag } from '../etag.ts';
import { headerLines } from '../header.ts';
import { pathParameter } from '../address.ts';
import type { Handler } from '../resource.ts';

/** GET /orders/{id} */
export function readOne(sources: OrderSources): Handler {
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    const known = headerLines(req, 'If-None-Match');
    const order = await findOrder(sources, orderId, req.deadline.signal);
    if (order.version === 0) return { status: 200, body: order };
    const etag = etagOf(order.version);
    const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
    const unchanged = known.length > 0 && matchesEtag(known, etag);
    return unchanged ? { status: 304, headers } : { status: 200, headers, body: order };
  };
}

/** GET /orders/{id}/events */
export function readHistory(sources: OrderSources): Handler {
  const eventsOf = readEvents(sources);
  return async (req) => {
    const orderId = readOrderId(pathParameter(req, 'id'));
    if (!req.accepts('application/json')) throw new DomainError('NOT_ACCEPTABLE', 'Events are served as application/json.');
    return { status: 200, body: { events: await eventsOf(orderId, req.deadline.signal) } };
  };
}
