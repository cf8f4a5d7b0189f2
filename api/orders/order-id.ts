import type { Request } from 'express';
import { DomainError } from '../../domain/errors.ts';
import { logOrder } from './log-order.ts';
import { pathParameter } from '../http/resource.ts';

export const ORDER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws DomainError ORDER_NOT_FOUND for what cannot be an id: it is in no table, so none is asked */
export function orderIdOf(req: Request): string {
  const orderId = pathParameter(req, 'id');
  if (!ORDER_ID.test(orderId)) throw orderNotFound();
  logOrder(orderId);
  return orderId;
}

export function orderNotFound(): DomainError {
  return new DomainError('ORDER_NOT_FOUND', 'There is no order with this id.');
}
