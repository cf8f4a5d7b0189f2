import { changeReturn } from '../../orders/change-return.ts';
import { noMembers } from '../../orders/request-schemas.ts';
import { requestReturn, type ReturnDependencies } from '../../orders/request-return.ts';
import { declineReturnBody, receiveReturnBody, requestReturnBody, toDecline, toReceive } from '../../orders/return-schemas.ts';
import type { CallersResources } from '../resource.ts';
import { changeOrder } from './change-order.ts';

export function returnRoutes(deps: ReturnDependencies): CallersResources {
  const change = { named: ['returnId'], done: { status: 200 } } as const;
  const approve = changeReturn(deps, { action: 'approve', moveOf: () => ({ to: 'approved' }) });
  const decline = changeReturn(deps, { action: 'decline', moveOf: toDecline });
  const cancel = changeReturn(deps, { action: 'cancel', moveOf: () => ({ to: 'cancelled' }) });
  const receive = changeReturn(deps, { action: 'receive', moveOf: toReceive });
  return {
    '/orders/{id}/returns': {
      POST: {
        operation: 'requestReturn',
        handle: changeOrder(requestReturn(deps), { schema: requestReturnBody, done: { status: 201, locates: true } }),
      },
    },
    '/orders/{id}/returns/{returnId}/approve': {
      POST: { operation: 'approveReturn', handle: changeOrder(approve, { schema: noMembers, ...change }) },
    },
    '/orders/{id}/returns/{returnId}/decline': {
      POST: { operation: 'declineReturn', handle: changeOrder(decline, { schema: declineReturnBody, ...change }) },
    },
    '/orders/{id}/returns/{returnId}/cancel': {
      POST: { operation: 'cancelReturn', handle: changeOrder(cancel, { schema: noMembers, ...change }) },
    },
    '/orders/{id}/returns/{returnId}/receive': {
      POST: { operation: 'receiveReturn', handle: changeOrder(receive, { schema: receiveReturnBody, ...change }) },
    },
  };
}
