import type { UntypedServiceImplementation } from '@grpc/grpc-js';
import { Orders } from '../../proto/generated/orders/v1/orders_pb.ts';
import { changeReturn } from '../orders/change-return.ts';
import { requestReturn, type ReturnDependencies } from '../orders/request-return.ts';
import * as schemas from '../orders/return-schemas.ts';
import type { Places } from '../places.ts';
import { changeOrder } from './change-order.ts';
import { declineReturnBody, receiveReturnBody, requestReturnBody, returnBody } from './request-bodies.ts';
import { unary, type UnaryOptions } from './unary.ts';

/** Those of orders.v1.Orders that are about returns. */
export function returnMethods(deps: ReturnDependencies & UnaryOptions & { readonly places: Places }): UntypedServiceImplementation {
  const { places } = deps;
  const { method } = Orders;
  const request = {
    desc: method.requestReturn,
    operation: 'requestReturn' as const,
    schema: schemas.requestReturnBody,
    bodyOf: requestReturnBody,
  };
  const approve = {
    desc: method.approveReturn,
    operation: 'approveReturn' as const,
    schema: schemas.namedReturnBody,
    bodyOf: returnBody,
  };
  const decline = {
    desc: method.declineReturn,
    operation: 'declineReturn' as const,
    schema: schemas.namedDeclineBody,
    bodyOf: declineReturnBody,
  };
  const cancel = { desc: method.cancelReturn, operation: 'cancelReturn' as const, schema: schemas.namedReturnBody, bodyOf: returnBody };
  const receive = {
    desc: method.receiveReturn,
    operation: 'receiveReturn' as const,
    schema: schemas.namedReceiveBody,
    bodyOf: receiveReturnBody,
  };
  const { toDecline: declined, toReceive: received } = schemas;
  const toApproved = changeReturn(deps, { action: 'approve', moveOf: () => ({ to: 'approved' }) });
  const toDeclined = changeReturn(deps, { action: 'decline', moveOf: declined });
  const toCancelled = changeReturn(deps, { action: 'cancel', moveOf: () => ({ to: 'cancelled' }) });
  const toReceived = changeReturn(deps, { action: 'receive', moveOf: received });
  return {
    requestReturn: unary(changeOrder(requestReturn(deps), request, places), deps),
    approveReturn: unary(changeOrder(toApproved, approve, places), deps),
    declineReturn: unary(changeOrder(toDeclined, decline, places), deps),
    cancelReturn: unary(changeOrder(toCancelled, cancel, places), deps),
    receiveReturn: unary(changeOrder(toReceived, receive, places), deps),
  };
}
