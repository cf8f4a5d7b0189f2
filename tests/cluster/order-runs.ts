import path from 'node:path';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { findTool, temporalTool } from '../../deploy/local/programs/tools.ts';
import type { Order } from '../../domain/order.ts';
import { createLogger, type Logger } from '../../platform/logger.ts';
import { poll } from '../../platform/poll.ts';
import { run } from '../chart/chart.ts';
import { replayOne } from '../support/replay.ts';
import type { Servers } from './servers.ts';

/** The default of the chart. */
const DEPLOYMENT = 'durable-orders';
const WITHIN_MS = 300_000;

/** What Temporal knows of the orders' workflows and of the builds that run them. */
export function orderRuns({ temporalAddress: address }: Servers) {
  const { client, close } = connectTemporal({ address, namespace: 'default' });
  const deployment = async (command: string, ...words: readonly string[]) =>
    run(await findTool(temporalTool), ['--address', address, 'worker', 'deployment', command, '--deployment-name', DEPLOYMENT, ...words]);
  const historyOf = ({ id }: Order) => client.workflow.getHandle(`order-${id}`).fetchHistory();
  const buildsOf = async (order: Order) => {
    const { events } = await historyOf(order);
    const tasks = (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) => task ?? []);
    return new Set(tasks.map(({ deploymentVersion }) => deploymentVersion?.buildId));
  };
  return {
    close,
    /** The server learns of a build with its worker's first poll. */
    makeCurrent: (build: string) =>
      poll({ what: `build ${build} is not current`, withinMs: WITHIN_MS }, () =>
        deployment('set-current-version', '--build-id', build, '--yes'),
      ),
    drained: (build: string) =>
      poll({ what: `build ${build} is not drained`, withinMs: WITHIN_MS, everyMs: 1000 }, async () => {
        const described = await deployment('describe-version', '--build-id', build, '--output', 'json');
        if (!described.includes('"drained"')) throw new Error(described);
      }),
    /** @throws when one of the orders had a task by another build */
    async areOf(build: string, orders: readonly Order[]): Promise<void> {
      for (const order of orders) {
        const builds = await buildsOf(order);
        if (builds.size !== 1 || !builds.has(build)) throw new Error(`order ${order.id} was taken by ${[...builds].join(', ')}`);
      }
    },
    /** @throws when the workflows of the bundle could have gone on with one of the orders */
    async wouldNotFit(orders: readonly Order[], bundle: WorkflowBundleWithSourceMap): Promise<void> {
      for (const order of orders) {
        const misfit = await replayOne(await historyOf(order), bundle);
        if (misfit?.error !== 'DeterminismViolationError') throw new Error(`the changed workflow fits order ${order.id}`);
      }
    },
  };
}

interface BundleModule {
  bundleOrderWorkflows(log: Logger): Promise<WorkflowBundleWithSourceMap>;
}

/** The workflows of another tree, as its own worker bundles them. */
export async function bundleOf(tree: string): Promise<WorkflowBundleWithSourceMap> {
  const { bundleOrderWorkflows } = (await import(path.join(tree, 'worker/workflow-bundle.ts'))) as BundleModule;
  return bundleOrderWorkflows(createLogger('worker', 'error'));
}
