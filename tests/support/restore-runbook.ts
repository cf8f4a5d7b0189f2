// The steps of docs/backups.md, typed as they stand there, and what tells how things stand.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../../adapters/jetstream/event-stream.ts';
import type { ReconcileReport } from '../../workflows/reconcile-report.ts';
import { setting } from './api-client.ts';
import { checkInvariants } from './check-invariants.ts';
import { eventually } from '../../platform/poll.ts';
import { queryDatabase } from './system-database.ts';
import { temporalClient } from './temporal-client.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/backups.md'), 'utf8');
const BLOCK = /^```sh\n([^]*?)^```/gm;

/** What the page has to be typed before its first step, and in a step of it: `4` has two blocks, `'4.2'` is the second. */
function blockOf(step: Step): string {
  const restore = PAGE.slice(PAGE.indexOf('\n## Restore\n'));
  const [number = '', nth = '1'] = String(step).split('.');
  const start = step === 'first' ? 0 : restore.indexOf(`\n**${number}. `);
  const block = [...restore.slice(start).matchAll(BLOCK)].slice(Number(nth) - 1)[0]?.[1];
  if (start < 0 || block === undefined) throw new Error(`docs/backups.md has no block ${step}`);
  return block;
}

export type Step = 'first' | 2 | 3 | 4 | '4.2' | 6 | 7;

/**
 * Types steps of the page into one shell, line by line, as they stand there: only the addresses are those of the system at hand, and the
 * moment is that of its backup. A line that fails ends it. @returns what they printed
 */
export async function typeSteps(since: Date, ...steps: readonly Step[]): Promise<string> {
  const typed = ['first' as const, ...steps].map(blockOf).join('');
  const script = typed
    .replace(/^SINCE=.*$/m, `SINCE=${since.toISOString()}`)
    .replaceAll('http://127.0.0.1:8080', setting('TEST_API_URL'))
    .replaceAll('postgresql://orders:orders@127.0.0.1:15432/orders', setting('TEST_DATABASE_URL'));
  const env = {
    ...process.env,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
  };
  // An interactive shell goes on after a line that failed; here it is to be seen. `check:invariants` ends with 1 when it finds something,
  // which within $( ) ends nothing.
  const { stdout } = await promisify(execFile)('bash', ['-eu', '-c', script], { cwd: ROOT, env });
  return stdout;
}

/** Until none of those runs any more that were there: terminated runs are listed for a moment. */
export async function terminateRuns(since: Date): Promise<void> {
  const known = `WorkflowType IN ("processOrder", "reconcileOrders") AND ExecutionStatus="Running" AND StartTime <= "${new Date().toISOString()}"`;
  await typeSteps(since, 2);
  const client = await temporalClient();
  await eventually(
    () => client.workflow.count(known),
    ({ count }) => count === 0,
  );
  await client.close();
}

/** Step 6 until it names no order that is still on its way. */
export async function refundAgain(since: Date): Promise<void> {
  await eventually(
    () => typeSteps(since, 6),
    (printed) => !printed.includes('is not paid for'),
  );
}

/** As a restore finds them that comes later than they last. */
export const letReservationsExpire = () =>
  queryDatabase(`update reservations set expires_at = now() - interval '5 minutes' where reserved > 0`);

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
