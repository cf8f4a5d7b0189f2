import { DomainError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { OrderReader } from '../../domain/ports/order-reader.ts';
import type { OrderWorkflows } from '../../domain/ports/order-workflows.ts';
import { orderNotFound } from './order-id.ts';

export interface OrderSources {
  readonly reader: OrderReader;
  readonly workflows: OrderWorkflows;
}

/**
 * The order from its row; before that is written, from what Temporal was given.
 * @throws DomainError ORDER_NOT_FOUND
 */
export async function findOrder({ reader, workflows }: OrderSources, orderId: string, deadline: AbortSignal): Promise<Order> {
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
 * @throws DomainError ORDER_NOT_FOUND; NOT_READY while it is PENDING
 */
export async function findWritten(sources: OrderSources, orderId: string, deadline: AbortSignal): Promise<Order> {
  const order = await findOrder(sources, orderId, deadline);
  if (order.status !== 'PENDING') return order;
  throw new DomainError('NOT_READY', 'The order is accepted and not written yet (PENDING). Repeat the request in a moment.');
}
