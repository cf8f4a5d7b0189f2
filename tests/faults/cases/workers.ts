import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { startedWith } from '../../../adapters/temporal/started-with.ts';
import { orderWorkflowIdOf } from '../../../domain/identifiers.ts';
import { eventually } from '../../../platform/poll.ts';
import * as messages from '../../../workflows/messages.ts';
import { freeze, pidOf, submit, type FaultCase, type World } from '../world.ts';

export const workerAway: FaultCase = {
  name: 'worker away',
  alert: 'NoWorkers',
  labels: { task_queue: 'orders', task_type: 'workflow' },
  inject: async ({ system }) => ({ lift: freeze(system, 'worker'), shows: /the worker does not answer/ }),
};

export const nondeterminism: FaultCase = {
  name: 'nondeterminism',
  alert: 'Nondeterminism',
  labels: { workflow_type: 'processOrder' },
  async inject(world) {
    const run = world.temporal.workflow.getHandle(await startedByOlderCode(world));
    // A task for the worker, which has to replay what the older code did.
    await run.signal('cancelOrder');
    return { lift: async () => void (await run.terminate('no order')), shows: /nondetermin/i };
  },
};

/** An order's workflow of which a worker with other code has taken the first task. */
async function startedByOlderCode(world: World): Promise<string> {
  const { system, temporal } = world;
  const { input } = (await startedWith(temporal, { workflowId: orderWorkflowIdOf(await submit(world)) })) ?? {};
  // Tasks of other orders, which do not fit its code, come to it as well: that is no news.
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger, telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } } });
  const connection = await NativeConnection.connect({ address: system.config.temporal.address });
  const { taskQueue } = system.config.temporal;
  const worker = await Worker.create({ connection, taskQueue, workflowsPath: path.resolve(import.meta.dirname, '../older-code.ts') });
  const workflowId = orderWorkflowIdOf(randomUUID());
  await worker.runUntil(async () => {
    // Only the other one is left to take the task.
    process.kill(pidOf(system, 'worker'), 'SIGKILL');
    const run = await temporal.workflow.start(messages.PROCESS_ORDER, { workflowId, taskQueue, args: [input] });
    const hasTimer = async () => (await run.fetchHistory()).events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    await eventually(hasTimer, (found) => found === true);
  });
  await connection.close();
  return workflowId;
}
