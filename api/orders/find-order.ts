import { DomainError } from '../../domain/errors.ts';
import { isErased } from '../../domain/erasure.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderReader } from '../../domain/ports/order-reader.ts';
import type { OrderWorkflows } from '../../domain/ports/order-workflows.ts';
import type { Caller } from '../caller.ts';
import type { OrderCall } from './order-call.ts';
import { orderNotFound } from './order-id.ts';

export interface OrderSources {
  readonly reader: OrderReader;
  readonly workflows: OrderWorkflows;
}

/** Which order, and who wants it. */
export type Wanted = Pick<OrderCall<unknown>, 'orderId' | 'caller'>;

/**
 * The order from its row; before that is written, from what Temporal was given. One of another tenant is not there.
 * @throws DomainError ORDER_NOT_FOUND
 */
export async function findOrder(sources: OrderSources, { orderId, caller }: Wanted, deadline: AbortSignal): Promise<Order> {
  return requireOwn(await findAnyOrder(sources, orderId, deadline), caller);
}

/** @throws DomainError ORDER_NOT_FOUND unless the order is of the caller's tenant */
export function requireOwn(order: Order, { tenant }: Caller): Order {
  if ((order.tenant ?? '') !== tenant) throw orderNotFound();
  return order;
}

/**
 * The same for whoever knows the id, which nobody can guess.
 * @throws DomainError ORDER_NOT_FOUND
 */
export async function findAnyOrder({ reader, workflows }: OrderSources, orderId: string, deadline: AbortSignal): Promise<Order> {
  const written = await reader.find(orderId);
  if (written) return written;
  const pending = await workflows.findPending(orderId, deadline);
  // The row may have been written while Temporal was asked.
  const order = pending?.order ?? (await reader.find(orderId));
  if (!order) throw orderNotFound();
  return order;
}

/**
 * The order from its row, for calls whose answer is kept beside it.
 * @throws DomainError ORDER_NOT_FOUND; NOT_READY while it is PENDING; ORDER_ERASED
 */
export async function findWritten(sources: OrderSources, wanted: Wanted, deadline: AbortSignal): Promise<Order> {
  const order = await findOrder(sources, wanted, deadline);
  if (isErased(order)) throw new DomainError('ORDER_ERASED', 'The customer of this order was erased: nothing can be changed any more.');
  if (order.status !== 'PENDING') return order;
  throw new DomainError('NOT_READY', 'The order is accepted and not written yet (PENDING). Repeat the request in a moment.');
}
