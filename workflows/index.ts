export { deliverWebhook } from './deliver-webhook.ts';
export { processOrder } from './process-order.ts';
export { reconcileOrders } from './reconcile-orders.ts';
export { refundOrder } from './refund-order.ts';
export { returnGoods } from './return-goods.ts';
