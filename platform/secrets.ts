import { ConfigError, type Config } from './config.ts';

/**
 * What signs the webhooks of the configured partners; the API cannot do without them.
 * @throws ConfigError naming each that is needed
 */
export function requireWebhookSecrets({ payment, carrier }: Config): { payment: string; carrier: string } {
  const isStripe = payment.provider === 'stripe';
  const paymentSecret = isStripe ? payment.stripe.webhookSecret : payment.webhookSecret;
  if (paymentSecret !== undefined && carrier.webhookSecret !== undefined) return { payment: paymentSecret, carrier: carrier.webhookSecret };
  const name = isStripe ? 'STRIPE_WEBHOOK_SECRET' : 'PAYMENT_WEBHOOK_SECRET';
  const source = isStripe ? 'see docs/payment-providers.md' : '`npm start` makes them, see .env.example';
  throw new ConfigError(`${name} and CARRIER_WEBHOOK_SECRET must both be set; ${source}`);
}

/**
 * How the worker reaches the simulated partners.
 * @throws ConfigError without a key
 */
export function requirePartnerAccess({ partners: { url, apiKey } }: Config): { url: string; apiKey: string } {
  if (apiKey !== undefined) return { url, apiKey };
  throw new ConfigError('PARTNERS_API_KEY must be set; `npm start` makes it, see .env.example');
}

/**
 * What the simulated partners check, and sign with.
 * @throws ConfigError naming each that is needed
 */
export function requirePartnersSecrets({ partners, payment, carrier }: Config): { apiKey: string; payment: string; carrier: string } {
  const { apiKey } = partners;
  const [paymentSecret, carrierSecret] = [payment.webhookSecret, carrier.webhookSecret];
  if (apiKey !== undefined && paymentSecret !== undefined && carrierSecret !== undefined)
    return { apiKey, payment: paymentSecret, carrier: carrierSecret };
  const names = 'PARTNERS_API_KEY, PAYMENT_WEBHOOK_SECRET and CARRIER_WEBHOOK_SECRET';
  throw new ConfigError(`${names} must all be set; \`npm start\` makes them, see .env.example`);
}
