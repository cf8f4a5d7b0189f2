import type { OrderReader } from '../../../domain/ports/order-reader.ts';
import { listOrders } from '../../orders/list-orders.ts';
import { listQuery } from '../../orders/list-query.ts';
import { validateQuery } from '../../validate.ts';
import { queryOf } from '../address.ts';
import type { Handler } from '../resource.ts';

/** GET /orders */
export function list(reader: OrderReader): Handler {
  const pageOf = listOrders(reader);
  return async (req) => ({ status: 200, body: await pageOf(validateQuery(listQuery, queryOf(req)), req.caller) });
}
