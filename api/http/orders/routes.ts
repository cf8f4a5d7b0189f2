import type { EventFeed } from '../../../domain/ports/event-feed.ts';
import { addNote, type NoteDependencies } from '../../orders/add-note.ts';
import { cancelOrder } from '../../orders/cancel-order.ts';
import { editOrder } from '../../orders/edit-order.ts';
import { editOrderBody } from '../../orders/edit-schemas.ts';
import { refundOrder, type RefundDependencies } from '../../orders/refund-order.ts';
import { placeHold } from '../../orders/place-hold.ts';
import { releaseHold } from '../../orders/release-hold.ts';
import { cancelOrderBody, noMembers, noteBody, placeHoldBody, refundBody, resolveBody } from '../../orders/request-schemas.ts';
import { resolveAttention } from '../../orders/resolve-attention.ts';
import { submitOrder, type SubmitDependencies } from '../../orders/submit-order.ts';
import type { ReturnDependencies } from '../../orders/request-return.ts';
import type { CallersResources } from '../resource.ts';
import { changeOrder } from './change-order.ts';
import { list } from './list.ts';
import { eventsQuery } from '../../orders/events-query.ts';
import { LIST_PARAMETERS } from '../../orders/list-query.ts';
import { readHistory, readOne } from './read.ts';
import { returnRoutes } from './return-routes.ts';
import { submit } from './submit.ts';

export interface OrderDependencies extends SubmitDependencies, NoteDependencies, RefundDependencies, ReturnDependencies {
  readonly feed: EventFeed;
  /** Aborts when the process begins to drain. */
  readonly draining: AbortSignal;
}

export function orderRoutes(deps: OrderDependencies): CallersResources {
  return {
    '/orders': {
      POST: { operation: 'createOrder', handle: submit(submitOrder(deps), deps.draining) },
      GET: { operation: 'listOrders', query: LIST_PARAMETERS, handle: list(deps.reader) },
    },
    '/orders/{id}': {
      GET: { operation: 'readOrder', handle: readOne(deps) },
      PATCH: {
        operation: 'editOrder',
        handle: changeOrder(editOrder(deps), { schema: editOrderBody, done: { status: 200, isTagged: true }, needsIfMatch: true }),
      },
    },
    '/orders/{id}/events': {
      GET: { operation: 'readOrderEvents', query: Object.keys(eventsQuery.shape), handle: readHistory(deps) },
    },
    '/orders/{id}/cancel': {
      POST: { operation: 'cancelOrder', handle: changeOrder(cancelOrder(deps), { schema: cancelOrderBody, done: { status: 200 } }) },
    },
    '/orders/{id}/holds': {
      POST: {
        operation: 'placeHold',
        handle: changeOrder(placeHold(deps), { schema: placeHoldBody, done: { status: 201, locates: true } }),
      },
    },
    '/orders/{id}/holds/{holdId}': {
      DELETE: {
        operation: 'releaseHold',
        handle: changeOrder(releaseHold(deps), { schema: noMembers, named: ['holdId'], done: { status: 200 } }),
      },
    },
    '/orders/{id}/refunds': {
      POST: {
        operation: 'refundOrder',
        handle: changeOrder(refundOrder(deps), { schema: refundBody, done: { status: 201, locates: true } }),
      },
    },
    ...returnRoutes(deps),
    '/orders/{id}/resolve': {
      POST: { operation: 'resolveAttention', handle: changeOrder(resolveAttention(deps), { schema: resolveBody, done: { status: 200 } }) },
    },
    '/orders/{id}/notes': {
      POST: { operation: 'addNote', handle: changeOrder(addNote(deps), { schema: noteBody, done: { status: 201 } }) },
    },
  };
}
