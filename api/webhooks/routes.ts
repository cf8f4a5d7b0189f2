import { Webhook } from 'standardwebhooks';
import type { OrderWorkflows } from '../../domain/ports.ts';
import { parseJson } from '../http/json-body.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler, Resources } from '../http/resource.ts';
import { validateBody } from '../http/validate.ts';
import { logOrder } from '../orders/log-order.ts';
import { ORDER_ID } from '../orders/order-id.ts';
import type { PaymentWebhook } from './payment-news.ts';
import { carrierNews } from './schemas.ts';
import { readSignedBytes, verifySignature } from './signed-body.ts';

export interface WebhookDependencies {
  readonly workflows: OrderWorkflows;
  readonly paymentWebhook: PaymentWebhook;
  /** `whsec_…`, by the Standard Webhooks scheme. */
  readonly carrierWebhookSecret: string;
}

/** What providers call. They repeat what they get no 2xx for, so 204 also answers for an order that nothing waits for any more. */
export function webhookRoutes({ workflows, paymentWebhook, carrierWebhookSecret }: WebhookDependencies): Resources {
  return {
    '/webhooks/payments': { POST: takePaymentNews(workflows, paymentWebhook) },
    '/webhooks/carrier': { POST: takeCarrierNews(workflows, new Webhook(carrierWebhookSecret)) },
  };
}

/** Tells no more than that there is news: the workflow asks the provider what it is. So it may come twice, late or out of order. */
function takePaymentNews(workflows: OrderWorkflows, webhook: PaymentWebhook): Handler {
  return async (req) => {
    const news = webhook.read(await readSignedBytes(req), req.headers);
    if (!news || !ORDER_ID.test(news.orderId)) return { status: 204 };
    const { orderId, reference } = news;
    logOrder(orderId);
    await workflows.notify(orderId, { kind: 'payment', reference, cause: causeOf('provider') }, req.deadline.signal);
    return { status: 204 };
  };
}

function takeCarrierNews(workflows: OrderWorkflows, webhook: Webhook): Handler {
  return async (req) => {
    const bytes = await readSignedBytes(req);
    verifySignature(webhook, bytes, req.headers);
    const { orderId, reference, event } = validateBody(carrierNews, parseJson(bytes));
    logOrder(orderId);
    await workflows.notify(orderId, { kind: 'tracking', shipmentId: reference, event, cause: causeOf('carrier') }, req.deadline.signal);
    return { status: 204 };
  };
}
