import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Worker, WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import type { PartnerQueues } from '../../domain/run-settings.ts';
import type { EncryptionCodec } from '../../adapters/temporal/data-converter.ts';
import { createOrderWorkflows } from '../../adapters/temporal/order-workflows.ts';
import { planOneParcel, type FulfilmentPlanner } from '../../domain/fulfilment-planner.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { OrderWorkflows } from '../../domain/ports/order-workflows.ts';
import type { RunSettings } from '../../domain/run-settings.ts';
import { createLogger } from '../../platform/logger.ts';
import { createOrderWorker, createPartnerWorker } from '../../worker/create-worker.ts';
import { order } from './orders.ts';
import { RETURN_TERMS } from './return-terms.ts';
import { Run } from './workflow-run.ts';
import { portsOver, World } from './workflow-world.ts';

/** What a deployment configures (ms). */
export interface Limits {
  readonly reservationMs: number;
  readonly backorderMs: number;
  readonly patienceMs: number;
  readonly silenceMs: number;
  readonly lateMs: number;
  readonly renewBeforeMs: number;
  readonly returnExpiryMs: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LIMITS: Limits = {
  reservationMs: 15 * MINUTE_MS,
  backorderMs: 30 * 24 * HOUR_MS,
  patienceMs: 10 * MINUTE_MS,
  silenceMs: HOUR_MS,
  lateMs: 72 * HOUR_MS,
  renewBeforeMs: 24 * HOUR_MS,
  returnExpiryMs: RETURN_TERMS.expiryMs,
};

/** A Temporal server, the real worker on it, and a world of its own for every order. */
export class Lab {
  readonly env: TestWorkflowEnvironment;
  readonly bundle: WorkflowBundleWithSourceMap;
  readonly limits: Limits;
  /** The partners whose steps have a task queue of their own. */
  readonly queues: PartnerQueues;
  readonly planShipments: FulfilmentPlanner;
  readonly capturePerShipment: boolean;
  /** What the shop says to a return; a test may say otherwise. */
  approveReturn = RETURN_TERMS.approve;
  codec: EncryptionCodec | undefined;
  readonly runs: Run[] = [];
  /** A workflow that is terminated in the middle of a task keeps the test server from skipping time ever after. */
  worn = false;
  readonly #worlds = new Map<string, World>();
  readonly taskQueue = `orders-${randomUUID()}`;
  readonly #workers: { worker: Worker; running: Promise<void> }[] = [];
  #aheadMs = 0;

  constructor(
    env: TestWorkflowEnvironment,
    bundle: WorkflowBundleWithSourceMap,
    limits: Partial<Limits> = {},
    queues: PartnerQueues = {},
    planShipments = planOneParcel,
    capturePerShipment = false,
  ) {
    this.env = env;
    this.bundle = bundle;
    this.limits = { ...LIMITS, ...limits };
    this.queues = queues;
    this.planShipments = planShipments;
    this.capturePerShipment = capturePerShipment;
  }

  /** An order that is not started yet, so that its world can be prepared. */
  prepare(over: Partial<OrderRequest> = {}, taskQueue = this.taskQueue): Run {
    const made = order(over);
    const world = new World(this.now);
    this.#worlds.set(made.id, world);
    const run = new Run(this, made, world, taskQueue);
    this.runs.push(run);
    return run;
  }

  /** The server's time, which is ahead of the machine's once some was skipped. */
  readonly now = () => new Date(Date.now() + this.#aheadMs);

  async setClock(): Promise<void> {
    this.#aheadMs = (await this.env.currentTimeMs()) - Date.now();
  }

  /** What each run is told of the configuration. */
  get settings(): RunSettings {
    const { patienceMs, silenceMs, lateMs } = this.limits;
    return { partnerQueues: this.queues, escalateAfterMs: patienceMs, carrierSilenceMs: silenceMs, carrierLateMs: lateMs };
  }

  /** What the API asks of Temporal. */
  workflowsOn(taskQueue: string): OrderWorkflows {
    return createOrderWorkflows({ client: this.env.client, taskQueue, settings: this.settings });
  }

  async startWorker(taskQueue = this.taskQueue): Promise<void> {
    this.#run(await createOrderWorker({ ...this.#worker(), taskQueue, bundle: this.bundle }));
  }

  /** One that takes the orders of its own build only. */
  async startBuild(version: WorkerDeploymentVersion, bundle = this.bundle): Promise<void> {
    this.#run(await createOrderWorker({ ...this.#worker(), taskQueue: this.taskQueue, bundle, version }));
  }

  /** One that takes nothing but a partner's steps. */
  async startPartnerWorker(taskQueue: string): Promise<void> {
    this.#run(await createPartnerWorker({ ...this.#worker(), taskQueue, stepsPerSecond: 100 }));
  }

  /** The steps, for what another worker does that the server has given up. */
  readonly activities = () => {
    const ports = portsOver((orderId) => this.#worldOf(orderId));
    const { reservationMs, backorderMs, renewBeforeMs, returnExpiryMs } = this.limits;
    return createActivities({
      ...ports,
      planShipments: this.planShipments,
      reservationMs,
      backorderMs,
      renewBeforeMs,
      capturePerShipment: this.capturePerShipment,
      returns: { ...RETURN_TERMS, expiryMs: returnExpiryMs, approve: (...asked) => this.approveReturn(...asked) },
      now: this.now,
      onFailedTry: () => undefined,
      isCancelled: () => Context.current().cancellationSignal.aborted,
    });
  };

  #worker() {
    return {
      connection: this.env.nativeConnection,
      namespace: this.env.client.options.namespace,
      activities: this.activities(),
      log: createLogger('worker', 'silent'),
      graceMs: 2000,
      codec: this.codec,
    };
  }

  #run(worker: Worker): void {
    this.#workers.push({ worker, running: worker.run() });
  }

  /** Ends what a test left running, so that it holds neither the next test's time nor its worker. */
  async tidy(): Promise<void> {
    for (const run of this.runs.splice(0)) await run.abandon();
  }

  async close(): Promise<void> {
    await this.tidy();
    await this.stopWorkers();
    await this.env.teardown();
  }

  async stopWorkers(): Promise<void> {
    for (const { worker } of this.#workers) worker.shutdown();
    await Promise.all(this.#workers.splice(0).map(({ running }) => running));
  }

  #worldOf(orderId: string): World {
    const world = this.#worlds.get(orderId);
    if (!world) throw new Error(`no world for order ${orderId}`);
    return world;
  }
}
