// Temporal's own reference app for orders, started as its guide says: workers and APIs in one process each, and a Temporal
// dev server of its own. The server gets the settings that ours gets; everything else is as the app has it.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { openConnection } from '../../adapters/temporal/connection.ts';
import { launch } from '../../deploy/local/processes/launch.ts';
import type { RunningProcess } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { freePort } from '../../platform/free-port.ts';
import type { Report } from '../../platform/screen.ts';
import { startTemporal } from '../../deploy/local/servers/temporal.ts';
import { findTool, temporalTool } from '../../deploy/local/programs/tools.ts';
import { referenceBinary } from './binary.ts';

export interface ReferenceSystem {
  /** All its processes: workers, APIs, Temporal. */
  readonly pids: readonly number[];
  readonly orderUrl: string;
  readonly shipmentUrl: string;
  readonly temporalAddress: string;
  /** Ends its processes and removes what they stored. */
  stop(): Promise<void>;
}

export interface ReferenceOptions {
  /** A folder `reference` is made in it, and removed by `stop()`. */
  readonly dataDir: string;
  readonly report: Report;
}

const HOST = '127.0.0.1';
const SERVICES = ['order', 'shipment', 'billing', 'fraud'] as const;
const TASK_QUEUES = ['orders', 'shipments', 'billing'];
const READY_WITHIN_MS = 30_000;

type Ports = Record<(typeof SERVICES)[number], number>;

export async function startReference({ dataDir, report }: ReferenceOptions): Promise<ReferenceSystem> {
  const folder = path.resolve(dataDir, 'reference');
  const busy = (label: string) => {
    report(label);
    return () => {};
  };
  const [app, temporalBinary] = [await referenceBinary(report), await findTool(temporalTool, { busy })];
  const started: RunningProcess[] = [];
  const stop = async () => {
    for (const running of started.toReversed()) await running.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const temporal = await startTemporal({ dataDir: folder, port: await freePort(), uiPort: await freePort(), binary: temporalBinary });
    started.push(temporal);
    const ports = await freePorts();
    for (const [name, ready] of [
      ['worker', () => arePolled(temporal.address)],
      ['api', () => allAnswer(ports)],
    ] as const) {
      started.push(await startApp({ name, app, folder, env: environment(ports, temporal.address), ready }));
    }
    return {
      pids: started.map(({ pid }) => pid),
      orderUrl: `http://${HOST}:${ports.order}`,
      shipmentUrl: `http://${HOST}:${ports.shipment}`,
      temporalAddress: temporal.address,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type App = { name: 'worker' | 'api'; app: string; folder: string; env: NodeJS.ProcessEnv; ready(): Promise<void> };

async function startApp({ name, app, folder, env, ready }: App): Promise<RunningProcess> {
  // The app keeps its own SQLite file in the folder that it runs in.
  const cwd = path.join(folder, 'app');
  await mkdir(cwd, { recursive: true });
  return launch({
    name,
    command: app,
    args: [name],
    cwd,
    env,
    logFile: path.join(folder, 'logs', `${name}.log`),
    ready,
    readyWithinMs: READY_WITHIN_MS,
    // The only signal that it listens to.
    stopSignal: 'SIGINT',
  });
}

/** Nothing of our own environment: its names for Temporal's address and credentials are ours too. */
function environment(ports: Ports, temporalAddress: string): NodeJS.ProcessEnv {
  const settings = SERVICES.flatMap((service) => [
    [`${service.toUpperCase()}_API_PORT`, String(ports[service])],
    [`${service.toUpperCase()}_API_URL`, `http://${HOST}:${ports[service]}`],
  ]);
  return { ...Object.fromEntries(settings), TEMPORAL_ADDRESS: temporalAddress };
}

async function freePorts(): Promise<Ports> {
  const [order, shipment, billing, fraud] = [await freePort(), await freePort(), await freePort(), await freePort()];
  return { order, shipment, billing, fraud };
}

async function allAnswer(ports: Ports): Promise<void> {
  for (const service of SERVICES) {
    if (!(await answers(ports[service], HOST))) throw new Error(`its ${service} API does not listen yet`);
  }
}

/** Its workers have no address of their own to ask: Temporal knows who polls. */
async function arePolled(address: string): Promise<void> {
  const connection = await openConnection({ address });
  try {
    for (const name of TASK_QUEUES) {
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace: 'default',
        taskQueue: { name },
      });
      if (!pollers || pollers.length === 0) throw new Error(`nobody polls ${name} yet`);
    }
  } finally {
    await connection.close();
  }
}
