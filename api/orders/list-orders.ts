import type { OrderFilter, OrderReader } from '../../domain/ports/order-reader.ts';
import type { OrderView } from '../../domain/order-view.ts';
import type { Caller } from '../caller.ts';
import { makeCursor, readCursor } from './cursor.ts';
import type { ListQuery } from './list-query.ts';
import { withWaiting } from './tell-waiting.ts';

export interface OrderPage {
  readonly orders: readonly OrderView[];
  /** Leads to the next page; null on the last one. */
  readonly nextCursor: string | null;
}

type Filters = Omit<OrderFilter, 'tenant' | 'limit' | 'after'>;

/**
 * One page of orders, newest first. PENDING ones have no row, and are in no list.
 * @throws DomainError MALFORMED_REQUEST for a cursor of no such list
 */
export function listOrders(reader: OrderReader) {
  return async ({ cursor, limit, ...given }: ListQuery, { tenant }: Caller): Promise<OrderPage> => {
    const filters = filtersOf(given);
    const after = cursor === undefined ? undefined : readCursor(cursor, filters);
    if (filters.status === 'PENDING') return { orders: [], nextCursor: null };
    // One more than asked for tells whether there is a next page.
    const found = await reader.list({ tenant, ...filters, limit: limit + 1, ...(after && { after }) });
    const orders = found.slice(0, limit);
    const last = found.length > limit ? orders.at(-1) : undefined;
    return { orders: orders.map(withWaiting), nextCursor: last ? makeCursor(last, filters) : null };
  };
}

/** Always in the same order, because cursors hold a hash of them. */
function filtersOf({
  customerId,
  orderNumber,
  sku,
  metadata,
  status,
  needsAttention,
  createdAfter,
  createdBefore,
}: Omit<ListQuery, 'cursor' | 'limit'>): Filters {
  return {
    ...(customerId !== undefined && { customerId }),
    ...(orderNumber !== undefined && { orderNumber }),
    ...(sku !== undefined && { sku }),
    ...(metadata && { metadata: Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1))) }),
    ...(status !== undefined && { status }),
    ...(needsAttention !== undefined && { needsAttention }),
    ...(createdAfter !== undefined && { createdAfter }),
    ...(createdBefore !== undefined && { createdBefore }),
  };
}
