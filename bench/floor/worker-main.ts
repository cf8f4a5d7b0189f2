// The floor's worker: empty workflows on one task queue, and on another our own workflow with steps that do nothing but remember.
import { Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { connectWorker } from '../../adapters/temporal/worker-connection.ts';
import { planOneParcel } from '../../domain/fulfilment-planner.ts';
import { approvalOf } from '../../domain/return-approval.ts';
import { createLogger } from '../../platform/logger.ts';
import { createOrderWorker } from '../../worker/create-worker.ts';
import { installTemporalRuntime } from '../../worker/temporal-runtime.ts';
import { shortStacksPath } from '../../worker/workflow-bundle.ts';
import { carrierAtPace0, endlessStock, ordersInMemory, paymentsInMemory } from '../ports-in-memory.ts';
import { FLOOR_QUEUE, SKELETON_QUEUE } from './tasks.ts';

const log = createLogger('worker', 'warn');
const HOUR_MS = 3_600_000;
await installTemporalRuntime(log);
const { connection } = await connectWorker({ address: process.argv[2] ?? '' }, log);

const now = () => new Date();
const activities = createActivities({
  orders: ordersInMemory(now),
  stock: endlessStock,
  payments: paymentsInMemory(),
  carrier: carrierAtPace0,
  planShipments: planOneParcel,
  now,
  reservationMs: HOUR_MS,
  backorderMs: HOUR_MS,
  renewBeforeMs: HOUR_MS,
  capturePerShipment: false,
  returns: { approve: approvalOf('auto'), windowMs: HOUR_MS, expiryMs: HOUR_MS },
  onFailedTry: () => undefined,
  isCancelled: () => false,
});

const target = { connection, namespace: 'default' };
const workflowsPath = new URL('workflows.ts', import.meta.url).pathname;
const workers = [
  await Worker.create({
    ...target,
    taskQueue: FLOOR_QUEUE,
    workflowsPath,
    // As for our own.
    bundlerOptions: { preloadModules: [shortStacksPath, workflowsPath] },
    maxCachedWorkflows: 2000,
  }),
  await createOrderWorker({ ...target, taskQueue: SKELETON_QUEUE, activities, log, graceMs: 1000 }),
];
const running = Promise.all(workers.map((worker) => worker.run()));

process.on('disconnect', () => {
  for (const worker of workers) worker.shutdown();
  void running.then(() => process.exit(0));
});
process.send?.('ready');
