import { Webhook } from 'standardwebhooks';
import type { OrderWorkflows } from '../../../domain/ports/order-workflows.ts';
import { TRACKING_EVENTS } from '../../../domain/shipment.ts';
import { notifyOrder } from '../../notifications/notify-order.ts';
import { ORDER_ID } from '../../orders/order-id.ts';
import { parseJson } from '../json-body.ts';
import { causeOf } from '../../cause.ts';
import type { Handler, Resources } from '../resource.ts';
import { validateBody } from '../../validate.ts';
import type { PaymentWebhook } from './payment-webhook.ts';
import { carrierNotification } from './schemas.ts';
import { readSignedBytes, verifySignature } from './signed-body.ts';

export interface WebhookDependencies {
  readonly workflows: OrderWorkflows;
  readonly paymentWebhook: PaymentWebhook;
  /** `whsec_…`, by the Standard Webhooks scheme. */
  readonly carrierWebhookSecret: string;
}

/** What partners call. They repeat what they get no 2xx for, so 204 also answers what concerns no order, or one that nothing waits for any more. */
export function webhookRoutes({ workflows, paymentWebhook, carrierWebhookSecret }: WebhookDependencies): Resources {
  return {
    '/webhooks/payments': { POST: { query: 'any', handle: takePaymentNotification(workflows, paymentWebhook) } },
    '/webhooks/carrier': { POST: { query: 'any', handle: takeCarrierNotification(workflows, new Webhook(carrierWebhookSecret)) } },
  };
}

/** Tells no more than that a payment has changed: the workflow asks the provider how it stands. */
function takePaymentNotification(workflows: OrderWorkflows, webhook: PaymentWebhook): Handler {
  const notify = notifyOrder(workflows);
  return async (req) => {
    const changed = webhook.read(await readSignedBytes(req), req.headers);
    if (!changed || !ORDER_ID.test(changed.orderId)) return { status: 204 };
    const { orderId, reference } = changed;
    await notify(orderId, { kind: 'payment', reference, cause: causeOf('provider') }, req.deadline.signal);
    return { status: 204 };
  };
}

function takeCarrierNotification(workflows: OrderWorkflows, webhook: Webhook): Handler {
  const notify = notifyOrder(workflows);
  return async (req) => {
    const bytes = await readSignedBytes(req);
    verifySignature(webhook, bytes, req.headers);
    const { orderId, reference, event: told } = validateBody(carrierNotification, parseJson(bytes));
    const event = TRACKING_EVENTS.find((known) => known === told);
    if (!event || !ORDER_ID.test(orderId)) return { status: 204 };
    await notify(orderId, { kind: 'tracking', shipmentId: reference, event, cause: causeOf('carrier') }, req.deadline.signal);
    return { status: 204 };
  };
}
