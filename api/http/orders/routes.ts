import { addNote, type NoteDependencies } from '../../orders/add-note.ts';
import { cancelOrder } from '../../orders/cancel-order.ts';
import { refundOrder, type RefundDependencies } from '../../orders/refund-order.ts';
import { cancelOrderBody, noteBody, refundBody, resolveBody } from '../../orders/request-schemas.ts';
import { resolveAttention } from '../../orders/resolve-attention.ts';
import { submitOrder, type SubmitDependencies } from '../../orders/submit-order.ts';
import type { Resources } from '../resource.ts';
import { changeOrder } from './change-order.ts';
import { list } from './list.ts';
import { listQuery } from '../../orders/list-query.ts';
import { readHistory, readOne } from './read.ts';
import { submit } from './submit.ts';

export interface OrderDependencies extends SubmitDependencies, NoteDependencies, RefundDependencies {
  readonly isDraining: () => boolean;
}

export function orderRoutes(deps: OrderDependencies): Resources {
  return {
    '/orders': {
      POST: submit(submitOrder(deps), deps.isDraining),
      GET: { query: Object.keys(listQuery.shape), handle: list(deps.reader) },
    },
    '/orders/{id}': { GET: readOne(deps) },
    '/orders/{id}/events': { GET: readHistory(deps) },
    '/orders/{id}/cancel': { POST: changeOrder(cancelOrder(deps), { schema: cancelOrderBody, done: { status: 200 } }) },
    '/orders/{id}/refunds': { POST: changeOrder(refundOrder(deps), { schema: refundBody, done: { status: 201, locates: true } }) },
    '/orders/{id}/resolve': { POST: changeOrder(resolveAttention(deps), { schema: resolveBody, done: { status: 200 } }) },
    '/orders/{id}/notes': { POST: changeOrder(addNote(deps), { schema: noteBody, done: { status: 201 } }) },
  };
}
