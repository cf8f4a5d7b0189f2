import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { WORKER_OPTIONS } from '../../deploy/local/processes.ts';
import { setting } from '../support/api-client.ts';
import type { brief, endless } from '../support/endless-workflows.ts';
import { eventually } from '../../platform/poll.ts';
import { temporalClient } from '../support/temporal-client.ts';

const taskQueue = `endless-${randomUUID()}`;
let client: Client;
let worker: ChildProcess;

beforeAll(async () => {
  client = await temporalClient();
  const script = path.resolve('tests/support/endless-worker.ts');
  worker = fork(script, [setting('TEST_TEMPORAL_ADDRESS'), taskQueue], { execArgv: WORKER_OPTIONS, silent: true });
  await once(worker, 'message');
}, 60_000);
afterAll(async () => {
  const ended = once(worker, 'exit');
  worker.disconnect();
  await ended;
  await client.connection.close();
});

it('a workflow that never yields fails its task, and its thread is free for others', async () => {
  // The SDK runs all of a worker's workflows in one thread.
  const run = await client.workflow.start<typeof endless>('endless', { taskQueue, workflowId: `endless-${randomUUID()}` });
  const events = await eventually(
    async () => (await run.fetchHistory()).events ?? [],
    (found) => found.some((event) => event.workflowTaskFailedEventAttributes),
  );
  const failed = events.find((event) => event.workflowTaskFailedEventAttributes);
  expect(failed?.workflowTaskFailedEventAttributes?.failure?.message).toContain('timed out after 5000ms');
  await run.terminate();
  const done = await client.workflow.execute<typeof brief>('brief', { taskQueue, workflowId: `brief-${randomUUID()}` });
  expect(done).toBe('done');
}, 60_000);
