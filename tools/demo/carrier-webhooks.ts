import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Webhook } from 'standardwebhooks';
import { localSecrets } from '../../deploy/local/secrets.ts';
import type { TrackingEvent } from '../../domain/order.ts';
import type { Config } from '../../platform/config.ts';
import type { Life } from './life.ts';
import { mustAnswer, type Answer, type Shop } from './shop.ts';

type News = { readonly orderId: string; readonly reference: string; readonly event: TrackingEvent; readonly at: string };

/** Claims news of a parcel without knowing the carrier's secret. */
export async function forgeNews({ id, world }: Life, event: TrackingEvent): Promise<void> {
  const news = newsOf(id, event);
  await mustAnswer('the forged webhook', send(world.shop, madeUpSecret(), news), 401);
}

/** What the carrier has said, again and twice, under the message id that it had. */
export async function repeatNews({ id, world }: Life, event: TrackingEvent): Promise<void> {
  const secret = carrierSecretOf(world.config);
  if (secret === undefined) throw new Error("the carrier's secret is not known");
  const news = newsOf(id, event);
  const sent = [send(world.shop, secret, news), send(world.shop, secret, news)];
  for (const answer of sent) await mustAnswer('the repeated webhook', answer, 204);
}

/** Whether webhooks can be signed as this system's carrier signs them: one about an order that nobody knows is harmless. */
export async function knowsCarrierSecret(shop: Shop, config: Config): Promise<boolean> {
  const secret = carrierSecretOf(config);
  if (secret === undefined) return false;
  const { status } = await send(shop, secret, newsOf(randomUUID(), 'picked_up'));
  return status === 204;
}

/** As the environment has it, else as `npm start` keeps it in DATA_DIR. */
function carrierSecretOf({ carrier, local }: Config): string | undefined {
  const folder = path.resolve(import.meta.dirname, '../..', local.dataDir);
  const isKept = existsSync(path.join(folder, 'secrets.json'));
  return carrier.webhookSecret ?? (isKept ? localSecrets(folder).CARRIER_WEBHOOK_SECRET : undefined);
}

function madeUpSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function newsOf(orderId: string, event: TrackingEvent): News {
  return { orderId, reference: `ship_${orderId}_1`, event, at: new Date().toISOString() };
}

function send(shop: Shop, secret: string, news: News): Promise<Answer<unknown>> {
  const id = `${news.reference}:${news.event}`;
  const now = new Date();
  return shop.call<unknown>('POST', '/webhooks/carrier', news, {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, JSON.stringify(news)),
  });
}
