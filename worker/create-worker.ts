import type { WorkerDeploymentVersion } from '@temporalio/common';
import { type NativeConnection, Worker, type WorkerDeploymentOptions, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { ReconcileActivities } from '../activities/reconcile.ts';
import type { WebhookActivities } from '../activities/webhook.ts';
import { workerDataConverter, type EncryptionCodec } from '../adapters/temporal/data-converter.ts';
import type { Logger } from '../platform/logger.ts';
import { activityInterceptor } from './activity-interceptor.ts';
import { bundleOrderWorkflows } from './workflow-bundle.ts';

interface SharedOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly log: Logger;
  /** How long running activities may finish after the worker was told to stop (ms); the SDK's own default is 0. */
  readonly graceMs: number;
  /** Of Temporal's Worker Versioning; none: any worker of the queue takes any order. */
  readonly version?: WorkerDeploymentVersion | undefined;
  /** Undefined: nothing is encrypted, nor read that is. */
  readonly codec?: EncryptionCodec | undefined;
}

export interface OrderWorkerOptions extends SharedOptions {
  readonly activities: Activities & Partial<ReconcileActivities>;
  readonly bundle?: WorkflowBundleWithSourceMap;
}

/** Takes workflow tasks and the steps that are not limited. */
export async function createOrderWorker({ bundle, ...options }: OrderWorkerOptions): Promise<Worker> {
  return Worker.create({
    ...shared(options),
    workflowBundle: bundle ?? (await bundleOrderWorkflows(options.log, { isEncrypted: options.codec?.encrypts })),
    maxCachedWorkflows: 2000,
    // A task that asks a slow partner waits up to 2 s for each, and others must not wait for it; the SDK's own limits are 40 and 100.
    maxConcurrentWorkflowTaskExecutions: 200,
    maxConcurrentLocalActivityExecutions: 200,
  });
}

/**
 * Takes the steps of one partner from a task queue of their own. The server hands out no more than the limit, to all workers
 * together: docs.temporal.io, "Task Queues", throttling.
 */
export function createPartnerWorker({
  stepsPerSecond,
  ...options
}: Omit<OrderWorkerOptions, 'bundle'> & { stepsPerSecond: number }): Promise<Worker> {
  return Worker.create({ ...shared(options), maxTaskQueueActivitiesPerSecond: stepsPerSecond });
}

export interface WebhookWorkerOptions extends SharedOptions {
  readonly activities: WebhookActivities;
}

/** Receivers are waited for, and that takes no more than memory: the SDK's own limit is 100. */
const TRIES_AT_ONCE = 500;

/** Takes the tries of webhooks, and no workflow: those are the order worker's. */
export function createWebhookWorker(options: WebhookWorkerOptions): Promise<Worker> {
  return Worker.create({ ...shared(options), maxConcurrentActivityTaskExecutions: TRIES_AT_ONCE });
}

function shared({
  connection,
  namespace,
  taskQueue,
  activities,
  log,
  graceMs,
  version,
  codec,
}: SharedOptions & { readonly activities: object }) {
  return {
    ...(version && { workerDeploymentOptions: pinned(version) }),
    connection,
    namespace,
    taskQueue,
    activities: { ...activities },
    interceptors: { activity: [activityInterceptor(log)] },
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 2000,
    dataConverter: workerDataConverter(codec),
  };
}

/** What does not say otherwise ends with the build that began it. */
function pinned(version: WorkerDeploymentVersion): WorkerDeploymentOptions {
  return { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' };
}
