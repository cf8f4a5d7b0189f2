import { differenceOf, type OrderDifference } from '../../domain/order-difference.ts';
import type { OrderEvent } from '../../domain/order-event.ts';
import { findOrder, type OrderSources } from './find-order.ts';

/**
 * An order's history, first to last; what each change altered follows from the order as the one before left it.
 * @throws DomainError ORDER_NOT_FOUND
 */
export function readEvents(sources: OrderSources) {
  return async (orderId: string, deadline: AbortSignal): Promise<(OrderEvent & OrderDifference)[]> => {
    const events = await sources.reader.events(orderId);
    // Before the first event there may be an order all the same: or this throws.
    if (events.length === 0) await findOrder(sources, orderId, deadline);
    return events.map((event, index) => ({ ...event, ...differenceOf(events[index - 1]?.order, event.order) }));
  };
}
