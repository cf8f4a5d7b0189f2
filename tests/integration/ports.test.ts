import { createSimulatedCarrier } from '../../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../../adapters/payment/simulated.ts';
import { describeCarrier } from '../contract/carrier.ts';
import { describePaymentProvider } from '../contract/payment-provider.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const unheard = { pagesUrl: 'http://127.0.0.1:9/pay', webhookUrl: 'http://127.0.0.1:9/webhook', webhookSecret: `whsec_${'A'.repeat(32)}` };

describePaymentProvider('simulated', () => createSimulatedPayments({ db: database.db, ...unheard }));

describeCarrier('simulated', () => ({
  slow: createSimulatedCarrier({ db: database.db, pickupMs: 3_600_000, deliveryMs: 0 }),
  prompt: createSimulatedCarrier({ db: database.db, pickupMs: 0, deliveryMs: 3_600_000 }),
}));
