export { processOrder } from './process-order.ts';
export { reconcileOrders } from './reconcile-orders.ts';
