import type { OrderFilter, OrderReader } from '../../domain/ports.ts';
import { makeCursor, readCursor } from '../http/cursor.ts';
import { queryOf, type Handler } from '../http/resource.ts';
import { validateQuery } from '../http/validate.ts';
import { listQuery, type ListQuery } from './list-query.ts';

/** GET /orders */
export function listOrders(reader: OrderReader): Handler {
  return async (req) => {
    const { cursor, limit, ...given } = validateQuery(listQuery, queryOf(req));
    const filters = filtersOf(given);
    const after = cursor === undefined ? undefined : readCursor(cursor, filters);
    if (given.status === 'PENDING') return { status: 200, body: { orders: [], nextCursor: null } };
    // One more than asked for tells whether there is a next page.
    const found = await reader.list({ ...filters, limit: limit + 1, ...(after && { after }) });
    const orders = found.slice(0, limit);
    const last = orders.at(-1);
    const nextCursor = found.length > limit && last ? makeCursor(last, filters) : null;
    return { status: 200, body: { orders, nextCursor } };
  };
}

/** Always in the same order, because cursors hold a hash of them. */
function filtersOf({
  customerId,
  status,
  needsAttention,
  createdAfter,
  createdBefore,
}: Omit<ListQuery, 'cursor' | 'limit'>): Omit<OrderFilter, 'limit' | 'after'> {
  return {
    ...(customerId !== undefined && { customerId }),
    ...(status !== undefined && { status }),
    ...(needsAttention !== undefined && { needsAttention }),
    ...(createdAfter !== undefined && { createdAfter }),
    ...(createdBefore !== undefined && { createdBefore }),
  };
}
