import { z } from 'zod';
import { EVENT_TYPES } from '../../../domain/order-event.ts';
import { DELIVERY_STATUSES, ENDPOINT_STATUSES } from '../../../domain/webhook.ts';
import { CREATE_ENDPOINT, EXAMPLE_ENDPOINTS } from '../examples.ts';

const instant = z.iso.datetime().meta({ description: 'UTC, to the millisecond' });
const nextCursor = z.string().nullable().meta({ description: 'null on the last page' });

export const endpointAnswer = z
  .object({
    endpointId: z.string(),
    url: z.string(),
    eventTypes: z.array(z.enum(EVENT_TYPES)).meta({ description: 'None: all' }),
    description: z.string().optional(),
    status: z.enum(ENDPOINT_STATUSES).meta({ description: '`disabled`: switched off by us' }),
    disabled: z
      .object({ at: instant, reason: z.string() })
      .optional()
      .meta({ description: 'Why it was switched off: its receiver is gone, or has taken nothing for days' }),
    createdAt: instant,
    updatedAt: instant,
    version: z.int(),
  })
  .meta({ id: 'WebhookEndpoint' });

export const endpointWithSecretAnswer = z
  .object({
    ...endpointAnswer.shape,
    secret: z
      .string()
      .optional()
      .meta({ description: 'Signs what is sent; shown here and nowhere else, and to a repeat under the same key' }),
  })
  .meta({ id: 'WebhookEndpointWithSecret' });

export const endpointPageAnswer = z.object({ endpoints: z.array(endpointAnswer), nextCursor }).meta({ id: 'WebhookEndpointList' });

const attempt = z
  .object({
    at: instant,
    durationMs: z.int(),
    statusCode: z.int().max(999).optional().meta({ description: 'What the receiver answered; its body is not kept' }),
    error: z.string().optional().meta({ description: 'Why it counts as failed' }),
  })
  .meta({ id: 'WebhookAttempt' });

export const deliveryAnswer = z
  .object({
    deliveryId: z.string().meta({ description: 'The webhook-id' }),
    eventId: z.string(),
    eventType: z.string(),
    orderId: z.string().optional().meta({ description: 'Absent for a test' }),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.array(attempt).meta({ description: 'The newest fifty, oldest first' }),
    nextAttemptAt: instant.optional(),
    createdAt: instant,
    finishedAt: instant.optional(),
  })
  .meta({ id: 'WebhookDelivery' });

export const deliveryPageAnswer = z.object({ deliveries: z.array(deliveryAnswer), nextCursor }).meta({ id: 'WebhookDeliveryList' });

export const queuedAnswer = z
  .object({
    queued: z.int().meta({ description: 'Deliveries' }),
    nextSince: instant.nullable().meta({ description: 'Where the next call has to begin; null when this one took all' }),
  })
  .meta({ id: 'QueuedReplay' });

export const endpointExample = {
  endpointId: EXAMPLE_ENDPOINTS.read.id,
  ...CREATE_ENDPOINT,
  status: 'active',
  createdAt: '2026-01-15T09:30:00.000Z',
  updatedAt: '2026-01-15T09:30:00.000Z',
  version: 1,
};
