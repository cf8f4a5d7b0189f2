import type { Resources } from '../http/resource.ts';
import { cancelOrder, type CancelDependencies } from './cancel-order.ts';
import { listOrders } from './list-orders.ts';
import { listQuery } from './list-query.ts';
import { readEvents, readOrder } from './read-orders.ts';
import { submitOrder, type SubmitDependencies } from './submit-order.ts';

export type OrderDependencies = SubmitDependencies & CancelDependencies;

export function orderRoutes(deps: OrderDependencies): Resources {
  return {
    '/orders': {
      POST: submitOrder(deps),
      GET: { query: Object.keys(listQuery.shape), handle: listOrders(deps.reader) },
    },
    '/orders/{id}': { GET: readOrder(deps) },
    '/orders/{id}/events': { GET: readEvents(deps) },
    '/orders/{id}/cancel': { POST: cancelOrder(deps) },
  };
}
