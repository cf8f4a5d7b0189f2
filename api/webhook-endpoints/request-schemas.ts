import { z } from 'zod';
import { EVENT_TYPES } from '../../domain/order-event.ts';
import { DELIVERY_STATUSES } from '../../domain/webhook.ts';
import { listQuery } from '../orders/list-query.ts';
import { instant, shownAs } from '../query-values.ts';
import { text } from '../text.ts';

const MOST_EVENT_IDS = 100;

const url = text(1, 2000)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: 'must be a URL that starts with https://',
    abort: true,
  })
  .refine((value) => new URL(value).username === '' && new URL(value).password === '', 'must not hold a user or a password')
  .meta({ description: 'Where events are sent by POST', format: 'uri', example: 'https://shop.example/webhooks' });
const eventTypes = z
  .array(z.enum(EVENT_TYPES))
  .transform((types) => [...new Set(types)])
  .meta({ description: 'Events of these types only; none of them: of all', example: ['orders.shipped', 'orders.delivered'] });
const description = text(1, 200).meta({ description: 'For people', example: "The shop's own" });

export const createEndpointBody = z
  .strictObject({ url, eventTypes: eventTypes.default([]), description: description.optional() })
  .meta({ id: 'CreateWebhookEndpoint' });

export const updateEndpointBody = z
  .strictObject({
    url: url.optional(),
    eventTypes: eventTypes.optional(),
    description: description.optional(),
    status: z
      .enum(['active', 'paused'])
      .optional()
      .meta({ description: '`paused`: what comes waits until it is `active` again, which also switches on what was switched off' }),
  })
  .meta({ id: 'UpdateWebhookEndpoint' });

/** What takes no more than its address. */
export const emptyBody = z.strictObject({}).meta({ id: 'Empty' });

const eventId = z
  .string()
  .regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}:[1-9]\d{0,8}$/, 'must be the id of an event: order, colon, sequence');

export const replayBody = z
  .strictObject({
    eventIds: z
      .array(eventId)
      .min(1)
      .max(MOST_EVENT_IDS)
      .optional()
      .meta({ description: 'Of events of this tenant, of whatever type and age' }),
    since: instant('down')
      .optional()
      .meta({
        description: 'What was taken up for this endpoint since then, delivered or not; the oldest 20,000',
        override: shownAs({ type: 'string', format: 'date-time' }),
      }),
  })
  .refine(({ eventIds, since }) => (eventIds === undefined) !== (since === undefined), 'must have either eventIds or since')
  .meta({ id: 'ReplayDeliveries' });

const { limit } = listQuery.shape;

export const endpointsQuery = z.object({
  limit: limit.meta({ description: 'Most endpoints on a page' }),
  cursor: z.string().optional().meta({ description: 'The nextCursor of the page before' }),
});

export const deliveriesQuery = z.object({
  status: z.enum(DELIVERY_STATUSES).optional().meta({ description: '`dead`: given up, and kept to be replayed' }),
  limit: limit.meta({ description: 'Most deliveries on a page' }),
  cursor: z.string().optional().meta({ description: 'The nextCursor of the page before, with the same `status`' }),
});

export type CreateEndpointRequest = z.output<typeof createEndpointBody>;
export type UpdateEndpointRequest = z.output<typeof updateEndpointBody>;
export type ReplayRequest = z.output<typeof replayBody>;
export type EndpointsQuery = z.output<typeof endpointsQuery>;
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;
