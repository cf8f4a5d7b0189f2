import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { parseJson } from '../http/json-body.ts';
import { validateBody } from '../http/validate.ts';
import { paymentNews } from './schemas.ts';
import { verifySignature } from './signed-body.ts';

/** What a payment provider's webhooks say, in its own words and signed in its own way. */
export interface PaymentWebhook {
  /**
   * Which payment of which order there is news of; undefined when it is none of ours.
   * @throws DomainError INVALID_SIGNATURE
   */
  read(bytes: Buffer, headers: IncomingHttpHeaders): { readonly orderId: string; readonly reference: string } | undefined;
}

/** News by the Standard Webhooks scheme, such as the simulated provider sends. */
export function standardPaymentWebhook(secret: string): PaymentWebhook {
  const webhook = new Webhook(secret);
  return {
    read(bytes, headers) {
      verifySignature(webhook, bytes, headers);
      return validateBody(paymentNews, parseJson(bytes));
    },
  };
}
