import type { Resources } from '../http/resource.ts';
import { addNote, type NoteDependencies } from './add-note.ts';
import { cancelOrder } from './cancel-order.ts';
import { listOrders } from './list-orders.ts';
import { listQuery } from './list-query.ts';
import { readEvents, readOrder } from './read-orders.ts';
import { refundOrder, type RefundDependencies } from './refund-order.ts';
import { resolveAttention } from './resolve-attention.ts';
import { submitOrder, type SubmitDependencies } from './submit-order.ts';

export type OrderDependencies = SubmitDependencies & NoteDependencies & RefundDependencies;

export function orderRoutes(deps: OrderDependencies): Resources {
  return {
    '/orders': {
      POST: submitOrder(deps),
      GET: { query: Object.keys(listQuery.shape), handle: listOrders(deps.reader) },
    },
    '/orders/{id}': { GET: readOrder(deps) },
    '/orders/{id}/events': { GET: readEvents(deps) },
    '/orders/{id}/cancel': { POST: cancelOrder(deps) },
    '/orders/{id}/refunds': { POST: refundOrder(deps) },
    '/orders/{id}/resolve': { POST: resolveAttention(deps) },
    '/orders/{id}/notes': { POST: addNote(deps) },
  };
}
