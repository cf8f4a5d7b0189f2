import type { Order } from '../../domain/order.ts';
import type { OrderFilter, OrderReader } from '../../domain/ports/order-reader.ts';

export interface OrderPage {
  readonly orders: readonly Order[];
  /** The last order of this page, when there is a next one. */
  readonly last?: Order;
}

/** One page of orders, newest first. PENDING ones have no row, and are in no list. */
export function listOrders(reader: OrderReader) {
  return async (filter: OrderFilter): Promise<OrderPage> => {
    if (filter.status === 'PENDING') return { orders: [] };
    // One more than asked for tells whether there is a next page.
    const found = await reader.list({ ...filter, limit: filter.limit + 1 });
    const orders = found.slice(0, filter.limit);
    const last = found.length > filter.limit ? orders.at(-1) : undefined;
    return { orders, ...(last && { last }) };
  };
}
