import { Webhook } from 'standardwebhooks';
import { logOrder } from '../orders/log-order.ts';
import { causeOf } from '../http/request-context.ts';
import type { Handler, Resources } from '../http/resource.ts';
import { validateBody } from '../http/validate.ts';
import type { OrderWorkflows } from '../order-workflows.ts';
import { carrierNews, paymentNews } from './schemas.ts';
import { readSigned } from './signed-body.ts';

export interface WebhookDependencies {
  readonly workflows: OrderWorkflows;
  /** `whsec_…` */
  readonly webhookSecrets: { readonly payments: string; readonly carrier: string };
}

/** What providers call. They repeat what they get no 2xx for, so 204 also answers for an order that nothing waits for any more. */
export function webhookRoutes({ workflows, webhookSecrets }: WebhookDependencies): Resources {
  return {
    '/webhooks/payments': { POST: takePaymentNews(workflows, new Webhook(webhookSecrets.payments)) },
    '/webhooks/carrier': { POST: takeCarrierNews(workflows, new Webhook(webhookSecrets.carrier)) },
  };
}

/** Tells no more than that there is news: the workflow asks the provider what it is. */
function takePaymentNews(workflows: OrderWorkflows, webhook: Webhook): Handler {
  return async (req) => {
    const { orderId, reference } = validateBody(paymentNews, await readSigned(req, webhook));
    logOrder(orderId);
    await workflows.tell(orderId, { kind: 'payment', reference, cause: causeOf('provider') }, req.deadline.signal);
    return { status: 204 };
  };
}

function takeCarrierNews(workflows: OrderWorkflows, webhook: Webhook): Handler {
  return async (req) => {
    const { orderId, reference, event } = validateBody(carrierNews, await readSigned(req, webhook));
    logOrder(orderId);
    await workflows.tell(orderId, { kind: 'tracking', reference, event, cause: causeOf('carrier') }, req.deadline.signal);
    return { status: 204 };
  };
}
