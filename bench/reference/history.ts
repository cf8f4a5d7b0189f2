// How many events Temporal kept for the orders of a round, in all the workflows that they took.
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { poll } from '../../platform/poll.ts';

/** An order, its shipment, its charge. */
const WORKFLOWS_PER_ORDER = 3;

/** Counts everything that was started since then; waits until all of it has ended and can be listed. */
export async function eventsSince(startedAt: Date, { address, orders }: { address: string; orders: number }): Promise<number> {
  const { client, close } = connectTemporal({ address, namespace: 'default' });
  try {
    const { workflow } = client;
    const query = `StartTime >= '${startedAt.toISOString()}' AND ExecutionStatus = 'Completed'`;
    return await poll({ what: 'the workflows of a round have not all ended', withinMs: 60_000 }, async () => {
      const { count } = await workflow.count(query);
      if (count !== orders * WORKFLOWS_PER_ORDER) throw new Error(`${count} of ${orders * WORKFLOWS_PER_ORDER}`);
      let events = 0;
      for await (const { historyLength } of workflow.list({ query, pageSize: 1000 })) events += historyLength;
      return events;
    });
  } finally {
    await close();
  }
}
