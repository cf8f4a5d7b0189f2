import type { OrderFilter, OrderReader } from '../../../domain/ports/order-reader.ts';
import { listOrders } from '../../orders/list-orders.ts';
import { makeCursor, readCursor } from './cursor.ts';
import { queryOf } from '../address.ts';
import type { Handler } from '../resource.ts';
import { validateQuery } from '../validate.ts';
import { listQuery, type ListQuery } from './list-query.ts';

/** GET /orders */
export function list(reader: OrderReader): Handler {
  const pageOf = listOrders(reader);
  return async (req) => {
    const { cursor, limit, ...given } = validateQuery(listQuery, queryOf(req));
    const filters = filtersOf(given);
    const after = cursor === undefined ? undefined : readCursor(cursor, filters);
    const { orders, last } = await pageOf({ ...filters, limit, ...(after && { after }) });
    return { status: 200, body: { orders, nextCursor: last ? makeCursor(last, filters) : null } };
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
