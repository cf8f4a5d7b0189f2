import { randomUUID } from 'node:crypto';
import { resolveAttention } from '../../workflows/messages.ts';
import { replayOne } from '../support/replay.ts';
import { startDevServer } from '../support/workflow-dev-server.ts';
import type { Lab } from '../support/workflow-lab.ts';
import type { Run } from '../support/workflow-run.ts';
import { until } from '../support/workflow-wait.ts';

let server: Awaited<ReturnType<typeof startDevServer>>;
let lab: Lab;

beforeAll(async () => {
  server = await startDevServer();
  lab = server.openLab();
  await lab.startWorker();
});

afterAll(async () => {
  await lab.stopWorkers();
  await server.close();
});

test('a decision and a delivery that come in one workflow task replay as they were taken', async () => {
  const run = lab.prepare();
  run.world.payments.declinesCapture = true;
  await run.start();
  await run.isBooked();
  await run.parcel('picked_up');
  await run.shows('Waits for a person');

  await lab.stopWorkers();
  await run.parcel('delivered');
  const updateId = randomUUID();
  const decision = run.handle.executeUpdate(resolveAttention, { updateId, args: [{ choice: 'write_off' }] });
  await isAdmitted(run, updateId);
  await lab.startWorker();
  await decision;
  expect(await run.end()).toBe('COMPLETED');

  const history = await run.handle.fetchHistory();
  expect(tasksBetweenDeliveryAndDecision(history)).toBe(1);
  expect((await replayOne(history, server.bundle))?.text).toBeUndefined();
});

/** Waits until the server keeps the decision for the next task. */
async function isAdmitted({ handle }: Run, updateId: string): Promise<void> {
  const { connection, options } = lab.env.client;
  const updateRef = { workflowExecution: { workflowId: handle.workflowId }, updateId };
  await until('the server knows of the decision', async () =>
    connection.workflowService.pollWorkflowExecutionUpdate({ namespace: options.namespace, updateRef }).then(
      () => true,
      () => false,
    ),
  );
}

function tasksBetweenDeliveryAndDecision({ events }: Awaited<ReturnType<Run['handle']['fetchHistory']>>): number {
  const delivery = events?.findLastIndex((event) => event.workflowExecutionSignaledEventAttributes);
  const decision = events?.findLastIndex((event) => event.workflowExecutionUpdateAcceptedEventAttributes);
  return events?.slice(delivery, decision).filter((event) => event.workflowTaskCompletedEventAttributes).length ?? 0;
}
