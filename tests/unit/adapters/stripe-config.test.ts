import { ConfigError, loadConfig } from '../../../platform/config.ts';
import { createLogger } from '../../../platform/logger.ts';
import { requireWebhookSecrets } from '../../../platform/secrets.ts';
import { wireActivities } from '../../../worker/wire-activities.ts';

const CARRIER_WEBHOOK_SECRET = `whsec_${'A'.repeat(32)}`;
const given = { PAYMENT_PROVIDER: 'stripe', CARRIER_WEBHOOK_SECRET };

type Wiring = Parameters<typeof wireActivities>[0];

describe('the configuration of Stripe', () => {
  it('needs the secret of the webhook endpoint, which is not of the shape of our own', () => {
    expect(() => requireWebhookSecrets(loadConfig(given))).toThrow(ConfigError);
    expect(() => requireWebhookSecrets(loadConfig(given))).toThrow('STRIPE_WEBHOOK_SECRET');
    expect(requireWebhookSecrets(loadConfig({ ...given, STRIPE_WEBHOOK_SECRET: 'whsec_abc' }))).toEqual({
      payment: 'whsec_abc',
      carrier: CARRIER_WEBHOOK_SECRET,
    });
  });

  it('keeps a worker without a key from starting, and says which variable is missing', () => {
    const config = loadConfig({ ...given, STRIPE_WEBHOOK_SECRET: 'whsec_abc' });
    const wiring = { config, log: createLogger('worker', 'silent') } as Partial<Wiring> as Wiring;
    const wire = () => wireActivities(wiring);
    expect(wire).toThrow(ConfigError);
    expect(wire).toThrow('STRIPE_SECRET_KEY');
  });

  it('refuses what is no key, without showing it', () => {
    const load = () => loadConfig({ ...given, STRIPE_SECRET_KEY: 'pk_live_hunter2', STRIPE_WEBHOOK_SECRET: 'hunter2' });
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) expect(load).toThrow(name);
    expect(load).not.toThrow('hunter2');
  });

  it('sends customers back to the page of their order unless told otherwise', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://api.example' }).payment.stripe.returnUrl).toBe('https://api.example/after-payment/{orderId}');
    expect(loadConfig({ STRIPE_RETURN_URL: 'https://shop.example/done' }).payment.stripe.returnUrl).toBe('https://shop.example/done');
  });
});
