import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { parseJson } from '../json-body.ts';
import { validateBody } from '../../validate.ts';
import { PAYMENT_UPDATED, paymentNotification } from './schemas.ts';
import { verifySignature } from './signed-body.ts';

/** What a payment provider's webhooks say, in its own words and signed in its own way. */
export interface PaymentWebhook {
  /**
   * Which payment of which order has changed; undefined when it says nothing of a payment of ours.
   * @throws DomainError INVALID_SIGNATURE
   */
  read(bytes: Buffer, headers: IncomingHttpHeaders): { readonly orderId: string; readonly reference: string } | undefined;
}

/** Notifications by the Standard Webhooks scheme, such as the simulated provider sends. */
export function standardPaymentWebhook(secret: string): PaymentWebhook {
  const webhook = new Webhook(secret);
  return {
    read(bytes, headers) {
      verifySignature(webhook, bytes, headers);
      const { event, orderId, reference } = validateBody(paymentNotification, parseJson(bytes));
      return event === PAYMENT_UPDATED ? { orderId, reference } : undefined;
    },
  };
}
