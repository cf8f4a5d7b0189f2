import { sabotage } from '../../chaos/faults/sabotage.ts';
import type { FaultCase } from '../world.ts';

/** The partners' statements give up after 4 s, and the alert asks for the slowest of twenty (s). */
const SLOW_SECONDS = 3.8;

export const slowProvider: FaultCase = {
  name: 'slow provider',
  alert: 'PartnerSlow',
  labels: { partner: 'payment provider', operation: 'authorise' },
  inject: async ({ system }) => ({
    lift: await sabotage(system.config.database.url, 'slow_provider', {
      tables: ['partners.payments'],
      share: 1,
      takesSeconds: SLOW_SECONDS,
    }),
    shows: /partner="payment provider",operation="authorise"/,
  }),
};
