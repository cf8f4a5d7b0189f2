import { randomBytes } from 'node:crypto';

/** A new one by Standard Webhooks: 24 to 64 random bytes in base64. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
