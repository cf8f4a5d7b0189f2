import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import { CHANGE_CODES, COMMON_CODES, jsonBody, operation, problems, response } from '../openapi-parts.ts';
import { EXAMPLE_ORDERS } from '../examples.ts';
import { carrierNotification, PAYMENT_UPDATED, paymentNotification } from './schemas.ts';

const signature = {
  'webhook-id': z.string().optional().meta({ description: 'Standard Webhooks (standardwebhooks.com), as the two below' }),
  'webhook-timestamp': z.string().optional().meta({ description: 'Seconds since 1970; at most five minutes away' }),
  'webhook-signature': z.string().optional().meta({ description: '`v1,` and the HMAC-SHA256 in base64; needed, or the answer is 401' }),
};

const NOTIFICATION = { reference: `pay_${EXAMPLE_ORDERS.read.id}_1`, orderId: EXAMPLE_ORDERS.read.id };

function webhook(
  operationId: string,
  summary: string,
  { notification, event }: { readonly notification: z.ZodType; readonly event: string },
  description = 'A repeat is harmless.',
): ZodOpenApiOperationObject {
  return operation({
    operationId,
    tags: ['webhooks'],
    summary,
    description,
    headers: signature,
    requestBody: jsonBody(notification, { ...NOTIFICATION, event }),
    responses: {
      '204': response({ description: 'Taken; also when nothing waits for it any more' }),
      ...problems(...COMMON_CODES, 'INVALID_SIGNATURE', ...CHANGE_CODES),
    },
  });
}

const PAYMENTS =
  'A repeat is harmless. What is shown is what the simulated provider sends; where payments go to Stripe, events of Stripe are taken, signed in `Stripe-Signature`.';

export const webhookPaths: ZodOpenApiPathsObject = {
  '/webhooks/payments': {
    post: webhook(
      'takePaymentNotification',
      'The payment provider says that a payment has changed',
      { notification: paymentNotification, event: PAYMENT_UPDATED },
      PAYMENTS,
    ),
  },
  '/webhooks/carrier': {
    post: webhook('takeCarrierNotification', 'The carrier says where a parcel is', {
      notification: carrierNotification,
      event: 'picked_up',
    }),
  },
};
