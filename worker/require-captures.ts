import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import { ConfigError, type Config } from '../platform/config.ts';

type CaptureSettings = Pick<Config['payment'], 'provider' | 'capturePerShipment'>;

/** The provider, where it can do what is configured. @throws ConfigError where each parcel is to be captured by itself and it cannot */
export function requireCaptures(payments: PaymentProvider, { provider, capturePerShipment }: CaptureSettings): PaymentProvider {
  if (!capturePerShipment || payments.capturesInParts) return payments;
  throw new ConfigError(
    `CAPTURE_PER_SHIPMENT needs a payment provider that captures in parts, and ${provider} does not; see docs/payment-providers.md`,
  );
}
