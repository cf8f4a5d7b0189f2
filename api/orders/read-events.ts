import { differenceOf, type OrderDifference } from '../../domain/order-difference.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import { makeEventsCursor, readEventsCursor, type EventsQuery } from './events-query.ts';
import { findOrder, requireOwn, type OrderSources, type Wanted } from './find-order.ts';

/** An event, and what it altered. */
export type ToldEvent = OrderEvent & OrderDifference;

export interface EventPage {
  readonly events: readonly ToldEvent[];
  /** null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * A page of an order's history, first to last; what each change altered follows from the order as the one before left it.
 * @throws DomainError ORDER_NOT_FOUND; MALFORMED_REQUEST for a cursor that is of no page of this order
 */
export function readEvents(sources: OrderSources) {
  return async (wanted: Wanted, { cursor, limit }: EventsQuery, deadline: AbortSignal): Promise<EventPage> => {
    const after = cursor === undefined ? 0 : readEventsCursor(cursor, wanted.orderId);
    const { events, isMore } = await eventsAfter(sources, wanted, { after, limit }, deadline);
    const last = events.at(-1);
    return { events, nextCursor: isMore && last ? makeEventsCursor(last.sequence, wanted.orderId) : null };
  };
}

interface Part {
  /** The sequence of the last that is known; 0 for none. */
  readonly after: number;
  readonly limit: number;
}

/** @throws DomainError ORDER_NOT_FOUND */
export async function eventsAfter(
  sources: OrderSources,
  wanted: Wanted,
  { after, limit }: Part,
  deadline: AbortSignal,
): Promise<{ readonly events: readonly ToldEvent[]; readonly isMore: boolean }> {
  // With the one before, which the first is compared with.
  const known = Math.min(after, 1);
  const { events, isMore } = await sources.reader.events(wanted.orderId, { from: Math.max(after, 1), limit: limit + known });
  // Before the first event there may be an order all the same: or findOrder throws.
  const [first] = events;
  if (first) requireOwn(first.order, wanted.caller);
  else await findOrder(sources, wanted, deadline);
  const told = events.map((event, index) => ({ ...event, ...differenceOf(events[index - 1]?.order, event.order) }));
  return { events: told.slice(known), isMore };
}
