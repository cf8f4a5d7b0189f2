import { createSimulatedCarrier } from '../../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../../adapters/payment/simulated.ts';
import type { PartnerAccess } from '../../adapters/partner-client.ts';
import type { Carrier } from '../../domain/ports/carrier.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { connectPartnersDatabase } from '../../partners/database.ts';
import { servePartners, type ServeOptions } from '../../partners/serve.ts';
import { freePort } from '../../platform/free-port.ts';
import { createLogger } from '../../platform/logger.ts';
import { postgresSession } from '../../platform/postgres-session.ts';

export interface TestPartners {
  readonly access: PartnerAccess;
  readonly payments: PaymentProvider;
  readonly carrier: Carrier;
  close(): Promise<void>;
}

/** The simulated partners, served over HTTP by this process on a migrated database; they tell nobody anything unless they are told whom. */
export async function serveTestPartners(
  databaseUrl: string,
  over: Partial<Pick<ServeOptions, 'pickupMs' | 'deliveryMs' | 'payments'>> = {},
): Promise<TestPartners> {
  const db = connectPartnersDatabase({ session: postgresSession(databaseUrl), poolSize: 8 });
  const port = await freePort();
  const access = { url: `http://127.0.0.1:${port}`, apiKey: 'key_of_these_tests' };
  const server = await servePartners({
    db,
    host: '127.0.0.1',
    port,
    publicUrl: access.url,
    apiKey: access.apiKey,
    pickupMs: 0,
    deliveryMs: 0,
    payments: { url: 'http://127.0.0.1:9', secret: `whsec_${'A'.repeat(32)}` },
    log: createLogger('partners', 'silent'),
    ...over,
  });
  return {
    access,
    payments: createSimulatedPayments(access),
    carrier: createSimulatedCarrier(access),
    async close() {
      await server.drain(5000);
      await db.close();
    },
  };
}
