import { orderWorkflowIdOf } from '../domain/identifiers.ts';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../adapters/jetstream/event-stream.ts';
import { connectTemporal } from '../adapters/temporal/connection.ts';
import { openShop, orderAll } from './orders.ts';
import type { Bench, Figure } from './section.ts';
import { logStatements, type Logged } from './statements.ts';
import { startBenchSystem } from './system.ts';
import { markdownTable, median, sum } from './table.ts';

/** One after another, so that nothing is done twice because it was late. */
const ORDERS = 20;

/** What does not depend on how fast the machine is: one order's events and bytes of history, transactions and statements. */
export const counts: Bench = async ({ report }) => {
  const system = await startBenchSystem();
  try {
    const shop = await openShop(system);
    const { nats, temporal } = system.config;
    // Named statements are prepared, connections opened and the relay awake after a few.
    await orderAll(shop, { load: { count: 5, clients: 1 }, until: 'COMPLETED' });
    report(`counts: ${ORDERS} orders, one after another`);
    const stored = await streamSize(nats.url);
    const log = await logStatements(system);
    const { dueAt } = await orderAll(shop, { load: { count: ORDERS, clients: 1 }, until: 'COMPLETED' });
    const statements = perOrder(await log.stop());
    const sent = await streamSize(nats.url);
    const histories = await historiesOf([...dueAt.keys()], temporal.address);
    await system.verify();
    const counted = statements.filter(({ times }) => times >= 0.5);
    const figures: Figure[] = [
      { name: 'history events', unit: 'count', rounds: [median(histories.map(({ events }) => events))] },
      { name: 'history bytes', unit: 'bytes', rounds: [median(histories.map(({ bytes }) => bytes))] },
      { name: 'statements', unit: 'count', rounds: [sum(counted.map(({ times }) => times))] },
      { name: 'events', unit: 'count', rounds: [(sent.messages - stored.messages) / ORDERS] },
      { name: 'event bytes', unit: 'bytes', rounds: [(sent.bytes - stored.bytes) / ORDERS] },
      { name: 'transactions', unit: 'count', rounds: [sum(counted.map(({ transactions }) => transactions))] },
    ];
    const rows = counted.map(({ who, sql, times }) => [who, times.toFixed(2), sql.slice(0, 110)]);
    return {
      title: 'Counts per order',
      how: `${ORDERS} orders of one line, one after another, to COMPLETED; statements as PostgreSQL logs them, without what looks for work when there is none, and without the relay's marks, one for all events that it finds at once.`,
      figures,
      texts: [['Statements per order', markdownTable(['process', 'times', 'statement'], rows)]],
    };
  } finally {
    await system.stop();
  }
};

/**
 * What is asked again and again whether there are orders or not is not theirs. Nor is the relay's mark on what it sent: how
 * many events it finds at once, and so how many marks an order comes to, is for the machine's speed to say.
 */
const OF_NO_ORDER =
  /^(select 1|begin|commit|set |select pg_)|"?sent_at"? is null.*limit|for update skip locked|webhook_endpoints|^update outbox set sent_at/i;

function perOrder(logged: readonly Logged[]) {
  const groups = Map.groupBy(
    logged.filter(({ sql }) => !OF_NO_ORDER.test(sql)),
    ({ who, sql }) => `${who}\n${sql}`,
  );
  return [...groups.values()]
    .map((those) => ({
      who: those[0]?.who ?? '',
      sql: those[0]?.sql ?? '',
      times: those.length / ORDERS,
      transactions: those.filter(({ isOwnTransaction }) => isOwnTransaction).length / ORDERS,
    }))
    .toSorted((a, b) => b.times - a.times || a.sql.localeCompare(b.sql));
}

async function streamSize(servers: string): Promise<{ messages: number; bytes: number }> {
  const nats = await connect({ servers });
  try {
    return (await (await jetstreamManager(nats)).streams.info(STREAM)).state;
  } finally {
    await nats.close();
  }
}

async function historiesOf(ids: readonly string[], address: string): Promise<{ events: number; bytes: number }[]> {
  const { client, close } = connectTemporal({ address, namespace: 'default' });
  try {
    return await Promise.all(
      ids.map(async (id) => {
        const { historyLength, historySize } = await client.workflow.getHandle(orderWorkflowIdOf(id)).describe();
        return { events: historyLength, bytes: historySize ?? Number.NaN };
      }),
    );
  } finally {
    await close();
  }
}
