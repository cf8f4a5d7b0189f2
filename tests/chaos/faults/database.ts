import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { sabotage, withSession } from './sabotage.ts';
import type { Injection, Lift } from './world.ts';

/** 40001: what a server says to one of two transactions that cannot both have happened. */
const SERIALISATION_FAILURE = '40001';
const WRITTEN = ['orders', 'order_events', 'outbox', 'stock', 'reservations', 'idempotent_outcomes'];

/** Sessions that end in the middle, locks that cross, transactions that have to be repeated. */
export const database: Injection<Fault & { family: 'database' }> = async ({ how }, { config }) => {
  const { url } = config.database;
  switch (how) {
    case 'terminate':
      return again(url, TERMINATE_EVERY_MS, terminateSome);
    case 'deadlock':
      return again(url, 0, crossLocks);
    case 'serialise':
      return sabotage(url, 'chaos_serialise', { tables: WRITTEN, share: 0.3, failsWith: SERIALISATION_FAILURE });
  }
};

type Work = Parameters<typeof withSession>[1];
const TERMINATE_EVERY_MS = 500;

/** Over and over until it is lifted, through failures: other faults cause some, and of two in a deadlock this one may be the victim. */
async function again(url: string, everyMs: number, work: Work): Promise<Lift> {
  await withSession(url, (client) => client.query('select 1'));
  const lifted = new AbortController();
  const loop = async () => {
    while (!lifted.signal.aborted) {
      await withSession(url, work).catch(() => undefined);
      await delay(everyMs, undefined, { signal: lifted.signal }).catch(() => undefined);
    }
  };
  const finished = loop();
  return async () => {
    lifted.abort();
    await finished;
  };
}

const terminateSome: Work = (client) =>
  client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'durable-orders%' and random() < 0.3`);

/** As long as the server lets two wait for each other before it looks for a deadlock, one second, and a little more (ms). */
const HOLD_MS = 1200;

/** Takes orders before stock, and stock backwards: the opposite of what the system does, so that both wait for each other. */
const crossLocks: Work = async (client) => {
  await client.query('begin');
  await client.query(`select from orders where id in (select id from orders order by updated_at desc limit 5) for update`);
  const { rows } = await client.query<{ sku: string }>(`select sku from stock order by sku desc`);
  for (const { sku } of rows) {
    await client.query('select from stock where sku = $1 for update', [sku]);
    await delay(HOLD_MS / rows.length);
  }
  await client.query('rollback');
};
