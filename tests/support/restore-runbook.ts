// The steps of docs/backups.md, as an operator takes them, and what tells how things stand.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../../adapters/jetstream/event-stream.ts';
import { findTool, temporalTool } from '../../deploy/local/programs/tools.ts';
import type { ReconcileReport } from '../../workflows/reconcile-report.ts';
import { setting } from './api-client.ts';
import { checkInvariants } from './check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from './system-database.ts';
import { temporalClient } from './temporal-client.ts';

const run = promisify(execFile);

let cli: Promise<string> | undefined;

async function temporal(...args: string[]): Promise<void> {
  await run(await (cli ??= findTool(temporalTool)), [...args, '--address', setting('TEST_TEMPORAL_ADDRESS')]);
}

const RUNNING = 'WorkflowType IN ("processOrder", "reconcileOrders") AND ExecutionStatus="Running"';

/**
 * What runs knows another past than the books: the reconciler starts it anew from them. Its own round, too: an activity of a
 * worker that is gone would keep the next round away for two minutes. The round that its schedule starts next has none.
 */
export async function terminateRuns(): Promise<void> {
  const known = `${RUNNING} AND StartTime <= "${new Date().toISOString()}"`;
  await temporal('workflow', 'terminate', '--query', RUNNING, '--reason', 'restored', '--yes');
  const client = await temporalClient();
  await eventually(
    () => client.workflow.count(known),
    ({ count }) => count === 0,
  );
  await client.close();
}

const AGAIN = ['--type', 'FirstWorkflowTask', '--reapply-exclude', 'All', '--reason', 'restored'];

/** Orders that PostgreSQL lost and Temporal has; each run does again what is recorded nowhere. */
export async function runAgain(orderIds: readonly string[]): Promise<void> {
  await Promise.all(orderIds.map((id) => temporal('workflow', 'reset', '--workflow-id', `order-${id}`, ...AGAIN)));
}

/** The same of refunds, once their orders are paid for again: of one that is not there is nothing to give back. */
export async function refundAgain(since: Date): Promise<void> {
  const refunds = `WorkflowType="refundOrder" AND StartTime > "${since.toISOString()}"`;
  await temporal('workflow', 'reset', '--query', refunds, ...AGAIN, '--yes');
}

/** The set-up makes it anew, and its first round looks back a day. */
export const forgetRounds = () => temporal('schedule', 'delete', '--schedule-id', 'reconcile-orders');

export const giveReservationsTime = () =>
  queryDatabase(`update reservations set expires_at = now() + interval '15 minutes' where reserved > 0`);

/** As a restore finds them that comes later than they last. */
export const letReservationsExpire = () =>
  queryDatabase(`update reservations set expires_at = now() - interval '5 minutes' where reserved > 0`);

export const sendEventsAgain = () => queryDatabase('update outbox set sent_at = null');

/** With it goes what tells of a future that was taken back; the relay makes it anew. */
export async function dropStream(): Promise<void> {
  const connection = await connect({ servers: setting('TEST_NATS_URL') });
  await (await jetstreamManager(connection)).streams.delete(STREAM);
  await connection.close();
}

/** Whom each check of `npm run check:invariants` names at this moment; checks that hold are left out. */
export async function violations(...args: string[]): Promise<Record<string, string[]>> {
  const { output } = await checkInvariants('--json', '--settle', '0s', ...args);
  const { checks } = JSON.parse(output) as { checks: { number: string; violations: { id: string }[] }[] };
  return Object.fromEntries(
    checks.filter((check) => check.violations.length > 0).map((check) => [check.number, check.violations.map(({ id }) => id)]),
  );
}

/** What the reconciler's last round lists: `kind id` each. */
export async function listed(): Promise<string[]> {
  const client = await temporalClient();
  try {
    const query = `WorkflowType = 'reconcileOrders' AND ExecutionStatus = 'Completed'`;
    for await (const { workflowId, runId } of client.workflow.list({ query, pageSize: 1 })) {
      const { findings } = (await client.workflow.getHandle(workflowId, runId).result()) as ReconcileReport;
      return findings.map(({ kind, id }) => `${kind} ${id}`);
    }
    return [];
  } finally {
    await client.close();
  }
}
