import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { workerDataConverter } from '../../adapters/temporal/data-converter.ts';
import { traceInterceptor } from '../../adapters/temporal/trace-interceptor.ts';
import { createLogger } from '../../platform/logger.ts';
import { withSpan } from '../../platform/spans.ts';
import { activityInterceptor } from '../../worker/activity-interceptor.ts';
import { bundleOrderWorkflows } from '../../worker/workflow-bundle.ts';
import { recordSpans } from '../support/recorded-spans.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();
const spans = recordSpans();
const log = createLogger('worker', 'silent');

const STEPS = [
  'restartFailedRuns',
  'sweepOpenOrders',
  'sweepRunningWorkflows',
  'releaseStrayReservations',
  'restartPendingRefunds',
  'countWhatWaits',
  'comparePayments',
  'sweepOpenReturns',
  'wakeBackorders',
  'tellFindings',
];
const nothing = async () => ({ found: [], restarted: [], released: [], voided: [], looked: 0, next: null });

workflowTest('a run that is replayed for each of its tasks has each step as one span, in one trace', async () => {
  const { nativeConnection, connection, client } = lab().env;
  const { namespace } = client.options;
  const worker = await Worker.create({
    connection: nativeConnection,
    namespace,
    taskQueue: 'uncached',
    workflowBundle: await bundleOrderWorkflows(log),
    maxCachedWorkflows: 0,
    activities: Object.fromEntries(STEPS.map((step) => [step, nothing])),
    interceptors: { activity: [activityInterceptor(log)] },
    dataConverter: workerDataConverter(),
  });
  const caller = new Client({ connection, namespace, interceptors: { workflow: [traceInterceptor] } });
  const run = { taskQueue: 'uncached', workflowId: 'traced', args: [] };
  await worker.runUntil(withSpan('request', {}, () => caller.workflow.execute('reconcileOrders', run)));

  const steps = spans.all().filter(({ name }) => name.startsWith('RunActivity:'));
  expect(steps.map(({ name }) => name)).toEqual(STEPS.map((step) => `RunActivity:${step}`));
  const start = spans.one('StartWorkflow:reconcileOrders').spanContext();
  expect(steps.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual(STEPS.map(() => start.spanId));
  expect(start.traceId).toBe(spans.one('request').spanContext().traceId);
});
