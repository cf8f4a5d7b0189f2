import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { temporal } from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { payloadConverterPath } from '../../adapters/temporal/data-converter.ts';
import { awaitRegistration } from '../../deploy/setup/temporal.ts';
import { replayOne } from '../support/replay.ts';
import { returnOf } from '../support/return-run.ts';
import { startDevServer } from '../support/workflow-dev-server.ts';
import type { Lab } from '../support/workflow-lab.ts';
import type { Run } from '../support/workflow-run.ts';
import { until } from '../support/workflow-wait.ts';

const { VersioningBehavior } = temporal.api.enums.v1;
const deploymentName = `shop-${randomUUID()}`;
const workflowsPath = fileURLToPath(new URL('../support/workflow-changed-order.ts', import.meta.url));

let server: Awaited<ReturnType<typeof startDevServer>>;
let lab: Lab;
/** Announced on the first build. */
let returned: ReturnType<typeof returnOf>;

beforeAll(async () => {
  server = await startDevServer();
  lab = server.openLab();
  await lab.startBuild({ deploymentName, buildId: 'old' });
  await makeCurrent('old');
  const delivered = await lab.prepare().start();
  await delivered.completes();
  returned = returnOf(delivered);
  await returned.announce();
});

afterAll(async () => {
  await lab.tidy();
  await lab.stopWorkers();
  await server.close();
});

/** As `temporal worker deployment set-current-version` does; the server learns of a build with its worker's first poll. */
async function makeCurrent(buildId: string): Promise<void> {
  const { connection, options } = lab.env.client;
  const { namespace } = options;
  await until(`build ${buildId} is the current one`, () =>
    connection.workflowService.setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId }).then(
      () => true,
      () => false,
    ),
  );
}

/** Which build took each task of a workflow, and what the server was told to do with the next ones. */
async function tasksOf(run: Pick<Run, 'handle'>) {
  const { events } = await run.handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskCompletedEventAttributes: task }) =>
    task ? [{ build: task.deploymentVersion?.buildId, behaviour: task.versioningBehavior }] : [],
  );
}

test('a round of the reconciler may go on with another build', async () => {
  const { workflow } = lab.env.client;
  const workflowId = `reconcile-${randomUUID()}`;
  const handle = await workflow.start('reconcileOrders', { taskQueue: lab.taskQueue, workflowId, args: [] });
  await until('it has had its first task', async () => (await tasksOf({ handle })).length > 0);
  expect((await tasksOf({ handle }))[0]?.behaviour).toBe(VersioningBehavior.VERSIONING_BEHAVIOR_AUTO_UPGRADE);
  await handle.terminate();
});

test('an order ends on the build that began it, and a new one begins on the current build', async () => {
  const begun = await lab.prepare().start();
  await begun.isBooked();

  const changed = await bundleWorkflowCode({ workflowsPath, payloadConverterPath, logger: new DefaultLogger('ERROR') });
  await lab.startBuild({ deploymentName, buildId: 'new' }, changed);
  await makeCurrent('new');
  expect(await begun.completes()).toBe('COMPLETED');
  const tasks = await tasksOf(begun);
  expect(new Set(tasks.map(({ build }) => build))).toEqual(new Set(['old']));
  expect(tasks.at(-1)?.behaviour).toBe(VersioningBehavior.VERSIONING_BEHAVIOR_PINNED);
  expect(await replayOne(await begun.handle.fetchHistory(), changed)).toMatchObject({ error: 'DeterminismViolationError' });

  const next = await lab.prepare().start();
  await until('the new order has had its first task', async () => (await tasksOf(next)).length > 0);
  expect((await tasksOf(next))[0]).toMatchObject({ build: 'new' });
});

test('a return goes on with the build that is current when its goods come', async () => {
  await lab.startBuild({ deploymentName, buildId: 'newer' });
  await makeCurrent('newer');
  expect(await returned.change({ to: 'received', items: [{ lineId: 'line_1', restock: 1 }] })).toBe('settled');
  const tasks = await tasksOf(returned);
  expect([...new Set(tasks.map(({ build }) => build))]).toEqual(['old', 'newer']);
});

test('who waits for the set-up goes on when the server takes our search attributes', async () => {
  const temporalAt = { address: lab.env.address, namespace: lab.env.client.options.namespace };
  const options = { report: () => undefined, waiting: () => () => undefined, withinMs: 60_000, signal: new AbortController().signal };
  await expect(awaitRegistration({ temporal: temporalAt }, options)).resolves.toBeUndefined();
});
