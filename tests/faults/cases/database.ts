import { openSession } from '../../../platform/postgres-session.ts';
import { again, type FaultCase } from '../world.ts';

const READERS = 40;

export const poolExhausted: FaultCase = {
  name: 'pool exhausted',
  alert: 'DatabasePoolExhausted',
  labels: { process: 'api' },
  async inject({ system: { config } }) {
    const session = await openSession(config.database.url, { application_name: 'faults' });
    await session.query('begin');
    await session.query('lock table orders in access exclusive mode');
    const stop = again(async () => (await fetch(`${config.api.url}/orders?customerId=cust_1`)).text(), { atOnce: READERS });
    return {
      async lift() {
        await session.end();
        await stop();
      },
      shows: new RegExp(`^${config.api.port} postgres_pool_waiting [1-9]`, 'm'),
    };
  },
};
