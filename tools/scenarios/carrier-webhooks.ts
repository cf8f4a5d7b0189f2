import { randomBytes, randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { Answer, OrdersApi } from '../../clients/orders-api.ts';
import { shipmentIdOf } from '../../domain/identifiers.ts';
import type { TrackingEvent } from '../../domain/shipment.ts';
import { mustAnswer } from './must.ts';
import type { PlacedOrder } from './placed-order.ts';

type Notification = { readonly orderId: string; readonly reference: string; readonly event: TrackingEvent; readonly at: string };

/** Claims that the parcel moved, without knowing the carrier's secret. */
export async function forgeNotification({ id, world }: PlacedOrder, event: TrackingEvent): Promise<void> {
  const madeUp = `whsec_${randomBytes(32).toString('base64')}`;
  await mustAnswer('the forged webhook', send(world.api, madeUp, notificationOf(id, event)), 401);
}

/** What the carrier has said, again and twice, under the message id that it had. */
export async function repeatNotification({ id, world }: PlacedOrder, event: TrackingEvent): Promise<void> {
  const { api, carrierSecret } = world;
  if (carrierSecret === undefined) throw new Error("the carrier's secret is not known");
  const notification = notificationOf(id, event);
  const sent = [send(api, carrierSecret, notification), send(api, carrierSecret, notification)];
  for (const answer of sent) await mustAnswer('the repeated webhook', answer, 204);
}

/** Whether the system's carrier signs with it: a webhook about an order that nobody knows is harmless. */
export async function isCarrierSecret(api: OrdersApi, secret: string): Promise<boolean> {
  return (await send(api, secret, notificationOf(randomUUID(), 'picked_up'))).status === 204;
}

function notificationOf(orderId: string, event: TrackingEvent): Notification {
  return { orderId, reference: shipmentIdOf(orderId, 1), event, at: new Date().toISOString() };
}

function send(api: OrdersApi, secret: string, notification: Notification): Promise<Answer<unknown>> {
  const id = `${notification.reference}:${notification.event}`;
  const now = new Date();
  return api.call<unknown>('POST', '/webhooks/carrier', notification, {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, JSON.stringify(notification)),
  });
}
