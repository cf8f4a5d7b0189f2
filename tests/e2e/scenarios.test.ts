// Every scenario that `npm run demo:life` shows, on the system of the other tests.
import { createOrdersApi } from '../../clients/orders-api.ts';
import { localSecrets } from '../../deploy/local/data-dir/secrets.ts';
import { SCENARIOS } from '../../tools/scenarios/all-scenarios.ts';
import { inLanes } from '../../tools/scenarios/lanes.ts';
import { play, type Played } from '../../tools/scenarios/play.ts';
import { setting } from '../support/api-client.ts';
import { queryDatabase } from '../support/system-database.ts';
import { temporalClient } from '../support/temporal-client.ts';

const played = new Map<string, Played>();

beforeAll(async () => {
  const temporal = await temporalClient();
  const world = {
    api: createOrdersApi(setting('TEST_API_URL')),
    temporal,
    ledgerUrl: setting('TEST_DATABASE_URL'),
    carrierSecret: localSecrets(setting('TEST_DATA_DIR')).CARRIER_WEBHOOK_SECRET,
    signal: new AbortController().signal,
  };
  await inLanes(SCENARIOS, async (scenario) => played.set(scenario.name, await play(world, scenario)), AT_ONCE);
  await temporal.close();
});

/** Most of their time they wait; but a cancel has to come before the pick-up on a slow machine, too. */
const AT_ONCE = 6;

it.each(SCENARIOS.map(({ name, description }) => [name, description]))('%s: %s', (name) => {
  expect(played.get(name)?.problems).toEqual([]);
});

it('all of them were carried out by processes that logged in to PostgreSQL each as itself, with the rights of its role alone', async () => {
  const logins = await queryDatabase<{ process: string; login: string }>(
    `select distinct split_part(application_name, ' ', 2) as process, usename as login from pg_stat_activity
     where application_name like 'durable-orders %' and application_name not like '% test' order by 1`,
  );
  expect(logins).toEqual(['api', 'partners', 'relay', 'webhooks', 'worker'].map((name) => ({ process: name, login: name })));
});
