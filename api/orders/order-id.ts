import { DomainError } from '../../domain/errors.ts';
import { logOrder } from './log-order.ts';

export const ORDER_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws DomainError ORDER_NOT_FOUND for what cannot be an id: it is in no table, so none is asked */
export function readOrderId(text: string): string {
  if (!ORDER_ID.test(text)) throw orderNotFound();
  logOrder(text);
  return text;
}

export function orderNotFound(): DomainError {
  return new DomainError('ORDER_NOT_FOUND', 'There is no order with this id.');
}
