import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type NativeConnection, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import type { ReconcileActivities } from '../activities/reconcile.ts';
import type { Logger } from '../platform/logger.ts';
import { activityInterceptor } from './activity-interceptor.ts';
import { sdkLogger } from './sdk-logger.ts';

export interface OrderWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly activities: Activities & Partial<ReconcileActivities>;
  readonly log: Logger;
  /** How long running activities may finish after the worker was told to stop (ms); the SDK's own default is 0. */
  readonly graceMs: number;
  readonly bundle?: WorkflowBundleWithSourceMap;
}

const payloadConverterPath = fileURLToPath(new URL('../workflows/payload-converter.ts', import.meta.url));

/** The workflows as the worker's sandbox loads them, built by the SDK that runs them. */
export function bundleOrderWorkflows(log: Logger): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
  return bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: sdkLogger(log) });
}

export async function createOrderWorker({ log, graceMs, bundle, activities, ...target }: OrderWorkerOptions): Promise<Worker> {
  return Worker.create({
    ...target,
    activities: { ...activities },
    workflowBundle: bundle ?? (await bundleOrderWorkflows(log)),
    interceptors: { activity: [activityInterceptor(log)] },
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 2000,
    dataConverter: { payloadConverterPath },
    maxCachedWorkflows: 2000,
  });
}
