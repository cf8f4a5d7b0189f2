import type { OrderWorkflows, PartnerNotification } from '../../domain/ports/order-workflows.ts';
import { logOrder } from '../orders/log-order.ts';

/**
 * Tells an order's workflow what a partner has told us. It may come twice, late or out of order, and for an order that nothing
 * waits for any more.
 */
export function notifyOrder(workflows: OrderWorkflows) {
  return async (orderId: string, notification: PartnerNotification, deadline: AbortSignal): Promise<void> => {
    logOrder(orderId);
    await workflows.notify(orderId, notification, deadline);
  };
}
