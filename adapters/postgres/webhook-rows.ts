import type { EventType } from '../../domain/order-event.ts';
import type { EndpointStatus, WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '../../domain/webhook.ts';
import type { WebhookDelivery as DeliveryRow, WebhookEndpoint as EndpointRow } from '../../prisma/generated/client.ts';

export function toEndpoint(row: EndpointRow): WebhookEndpoint {
  const { disabledAt, disabledReason } = row;
  return {
    endpointId: row.id,
    url: row.url,
    eventTypes: row.eventTypes as EventType[],
    ...(row.description !== null && { description: row.description }),
    // A deleted one is never read.
    status: row.status as EndpointStatus,
    ...(disabledAt && disabledReason !== null && { disabled: { at: disabledAt.toISOString(), reason: disabledReason } }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

/** What of an endpoint changes. */
export function endpointColumns({ url, eventTypes, description, status, disabled, updatedAt, version }: WebhookEndpoint) {
  return {
    url,
    eventTypes: [...eventTypes],
    description: description ?? null,
    status,
    disabledAt: disabled?.at ?? null,
    disabledReason: disabled?.reason ?? null,
    updatedAt,
    version,
  };
}

export function toDelivery(row: DeliveryRow): WebhookDelivery {
  return {
    deliveryId: row.id,
    eventId: row.eventId,
    eventType: row.eventType,
    ...(row.orderId !== null && { orderId: row.orderId }),
    status: row.status,
    attempts: row.attempts as unknown as WebhookAttempt[],
    ...(row.nextAttemptAt && { nextAttemptAt: row.nextAttemptAt.toISOString() }),
    createdAt: row.createdAt.toISOString(),
    ...(row.finishedAt && { finishedAt: row.finishedAt.toISOString() }),
  };
}
