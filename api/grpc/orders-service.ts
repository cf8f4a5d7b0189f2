import { create } from '@bufbuild/protobuf';
import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import {
  ListOrdersResponseSchema,
  Orders,
  type GetOrderRequest,
  type ListOrdersRequest,
  type ListOrdersResponse,
  type Order,
} from '../../proto/generated/orders/v1/orders_pb.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { editOrder } from '../orders/edit-order.ts';
import { editOrderBody as editOrderSchema } from '../orders/edit-schemas.ts';
import { findOrder, type OrderSources } from '../orders/find-order.ts';
import { listOrders } from '../orders/list-orders.ts';
import { listQuery } from '../orders/list-query.ts';
import { readOrderId } from '../orders/order-id.ts';
import { representationOf } from '../orders/representation.ts';
import { placeHold } from '../orders/place-hold.ts';
import { releaseHold } from '../orders/release-hold.ts';
import { refundOrder, type RefundDependencies } from '../orders/refund-order.ts';
import * as schemas from '../orders/request-schemas.ts';
import { tellWaiting, type WaitingDependencies } from '../orders/tell-waiting.ts';
import type { ReturnDependencies } from '../orders/request-return.ts';
import type { Places } from '../places.ts';
import { readPreconditions, requireMatch } from '../preconditions.ts';
import { validateQuery } from '../validate.ts';
import { changeOrder } from './change-order.ts';
import { createOrder, type CreateOrderDependencies } from './create-order.ts';
import { linesOf } from './metadata.ts';
import { orderMessage } from './order-message.ts';
import { cancelOrderBody, editOrderBody, holdBody, listOrdersQuery, refundOrderBody, releaseHoldBody } from './request-bodies.ts';
import { returnMethods } from './return-methods.ts';
import { watchOrders, type WatchDependencies } from './watch-orders.ts';
import { unary, type UnaryMethod, type UnaryOptions } from './unary.ts';

export interface OrdersServiceDependencies
  extends CreateOrderDependencies, RefundDependencies, ReturnDependencies, WatchDependencies, UnaryOptions {
  readonly places: Places;
}

/** orders.v1.Orders, by the names of its methods. */
export function ordersService(deps: OrdersServiceDependencies): UntypedServiceImplementation {
  const { places } = deps;
  const { method } = Orders;
  const cancel = { desc: method.cancelOrder, operation: 'cancelOrder' as const, schema: schemas.cancelOrderBody, bodyOf: cancelOrderBody };
  const edit = {
    desc: method.editOrder,
    operation: 'editOrder' as const,
    schema: editOrderSchema,
    bodyOf: editOrderBody,
    needsIfMatch: true as const,
  };
  const place = { desc: method.placeHold, operation: 'placeHold' as const, schema: schemas.placeHoldBody, bodyOf: holdBody };
  const release = {
    desc: method.releaseHold,
    operation: 'releaseHold' as const,
    schema: schemas.releaseHoldBody,
    bodyOf: releaseHoldBody,
  };
  const refund = { desc: method.refundOrder, operation: 'refundOrder' as const, schema: schemas.refundBody, bodyOf: refundOrderBody };
  return {
    createOrder: unary(createOrder(deps, places), deps),
    getOrder: unary(getOrder(deps, places), deps),
    listOrders: unary(list(deps, places), deps),
    cancelOrder: unary(changeOrder(cancelOrder(deps), cancel, places), deps),
    editOrder: unary(changeOrder(editOrder(deps), edit, places), deps),
    placeHold: unary(changeOrder(placeHold(deps), place, places), deps),
    releaseHold: unary(changeOrder(releaseHold(deps), release, places), deps),
    ...returnMethods(deps),
    watchOrders: watchOrders(deps),
    refundOrder: unary(changeOrder(refundOrder(deps), refund, places), deps),
  };
}

function getOrder(sources: OrderSources & WaitingDependencies, { reading }: Places): UnaryMethod<GetOrderRequest, Order> {
  const viewOf = tellWaiting(sources);
  return {
    desc: Orders.method.getOrder,
    operation: 'readOrder',
    limitFor: () => reading,
    handle: async ({ id }, { caller, deadline, metadata }) => {
      const orderId = readOrderId(id);
      const preconditions = readPreconditions((name) => linesOf(metadata, name));
      const view = await viewOf(await findOrder(sources, { orderId, caller }, deadline.signal), deadline.signal);
      requireMatch(preconditions, representationOf(view));
      return { message: orderMessage(view) };
    },
  };
}

function list({ reader }: OrderSources, { reading }: Places): UnaryMethod<ListOrdersRequest, ListOrdersResponse> {
  const pageOf = listOrders(reader);
  return {
    desc: Orders.method.listOrders,
    operation: 'listOrders',
    limitFor: () => reading,
    handle: async (request, { caller }) => {
      const { orders, nextCursor } = await pageOf(validateQuery(listQuery, listOrdersQuery(request)), caller);
      const page = { orders: orders.map(orderMessage), ...(nextCursor !== null && { nextCursor }) };
      return { message: create(ListOrdersResponseSchema, page) };
    },
  };
}
