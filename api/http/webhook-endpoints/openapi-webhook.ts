import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { EVENT_TYPES } from '../../../domain/order-event.ts';
import { TEST_EVENT } from '../../../domain/webhook.ts';
import { snapshotAnswer } from '../orders/response-schemas.ts';

const text = (description: string) => z.string().meta({ description });

/** CloudEvents JSON format 1.0.2: what a receiver gets. */
const sentEvent = z
  .object({
    specversion: z.literal('1.0'),
    id: text('The order and the sequence; the same for every repeat'),
    type: z.enum([...EVENT_TYPES, TEST_EVENT]),
    source: z.enum(['/orders', '/webhook-endpoints']),
    subject: text('The id of the order').optional(),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    dataschema: text('What the data is like').optional(),
    sequence: text("The order's version after the change, ten digits: webhooks may overtake each other").optional(),
    actor: text('Who caused it').optional(),
    requestid: text('X-Request-ID of the request that caused it').optional(),
    traceparent: text('W3C Trace Context').optional(),
    tracestate: text('W3C Trace Context').optional(),
    data: z
      .union([snapshotAnswer, z.object({ message: z.string() })])
      .meta({ description: 'The order as the change left it; of a test, a message' }),
  })
  .meta({ id: 'SentEvent' });

/** What is sent to the endpoints of callers. */
export const sentWebhooks: ZodOpenApiPathsObject = {
  orderEvent: {
    post: {
      operationId: 'orderEvent',
      summary: 'An order has changed',
      // Whoever sends it is known by its signature.
      security: [],
      description:
        'Sent to each webhook endpoint that wants the event, at least once and in no order. Anything but a 2xx within 15 seconds is tried again; 410 switches the endpoint off.',
      requestParams: {
        header: z.object({
          'webhook-id': text('Of the event and the endpoint, the same for every repeat: drop what you have seen'),
          'webhook-timestamp': text('Seconds since 1970, of this try'),
          'webhook-signature': text('`v1,` and the HMAC-SHA256 in base64; two of them while a secret is replaced (standardwebhooks.com)'),
        }),
      },
      requestBody: { required: true, content: { 'application/cloudevents+json': { schema: sentEvent } } },
      responses: { '2XX': { description: 'Taken' }, '410': { description: 'The receiver is gone for good' } },
    },
  },
};
