import { createSimulatedCarrier } from '../../../adapters/carrier/simulated.ts';
import { createSimulatedPayments } from '../../../adapters/payment/simulated.ts';
import type { Database } from '../../../adapters/postgres/database.ts';
import { DependencyError } from '../../../domain/errors.ts';

const databaseThat = (error: Error) => {
  const run = async () => {
    throw error;
  };
  return { run } as unknown as Database;
};
const away = databaseThat(new DependencyError('postgres', 'PostgreSQL did not carry out the statement'));
const nobody = { pagesUrl: '', webhookUrl: '', webhookSecret: '' };

it('is the carrier who does not answer when its books cannot be reached, so that its circuit opens', async () => {
  const carrier = createSimulatedCarrier({ db: away, pickupMs: 0, deliveryMs: 0 });
  await expect(carrier.find('ship_1')).rejects.toMatchObject({ name: 'DependencyError', dependency: 'carrier' });
});

it('is the payment provider who does not answer when its books cannot be reached', async () => {
  const payments = createSimulatedPayments({ db: away, ...nobody });
  await expect(payments.find('pay_1')).rejects.toMatchObject({ name: 'DependencyError', dependency: 'payment provider' });
});

it('leaves a bug what it is', async () => {
  const payments = createSimulatedPayments({ db: databaseThat(new TypeError('not a function')), ...nobody });
  await expect(payments.find('pay_1')).rejects.toThrow(TypeError);
});
