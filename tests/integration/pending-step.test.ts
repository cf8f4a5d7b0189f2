import { requestedRefundIdOf } from '../../domain/identifiers.ts';
import type { PendingStep } from '../../domain/ports/order-workflows.ts';
import { eventually } from '../../platform/poll.ts';
import { cause } from '../support/orders.ts';
import { startDevServer } from '../support/workflow-dev-server.ts';
import type { Lab } from '../support/workflow-lab.ts';
import type { Run } from '../support/workflow-run.ts';

let server: Awaited<ReturnType<typeof startDevServer>>;
let lab: Lab;

beforeAll(async () => {
  server = await startDevServer();
  lab = server.openLab();
  await lab.startWorker();
}, 120_000);

afterAll(async () => {
  await lab.stopWorkers();
  await server.close();
});

const GENEROUS_MS = 60_000;

function found({ taskQueue, order: { id } }: Run, of: 'order' | { refundId: string } = 'order'): Promise<PendingStep | undefined> {
  return lab.workflowsOn(taskQueue).findPendingStep(id, of, AbortSignal.timeout(GENEROUS_MS));
}

/** Once it has failed and waits. */
const nextTry = (run: Run, of?: { refundId: string }) =>
  eventually(
    () => found(run, of),
    (step) => step?.nextTryAt !== undefined,
    GENEROUS_MS,
  );

describe('what an order of a real server is held up by', () => {
  it.each([
    ['payments.authorise', 'payment'],
    ['carrier.book', 'carrier'],
  ] as const)('is the partner that fails at %s, with the next try', async (point, on) => {
    const run = lab.prepare();
    run.world.faults.fail(point);
    await run.start();
    const startedAt = Date.now();
    const step = await nextTry(run);
    expect(step?.on).toBe(on);
    expect(Math.abs(Date.parse(String(step?.nextTryAt)) - startedAt)).toBeLessThan(2 * GENEROUS_MS);
    run.world.faults.mend(point);
    await run.completes();
  });

  it('is a refund, where that has a workflow of its own', async () => {
    const run = await lab.prepare().start();
    await run.completes();
    run.world.faults.fail('payments.refund');
    const refundId = requestedRefundIdOf('1');
    const refund = { refundId, request: { amountCents: 1, reason: 'late' }, cause };
    const sent = lab.workflowsOn(run.taskQueue).refund(run.world.order, refund, AbortSignal.timeout(GENEROUS_MS));
    expect(await nextTry(run, { refundId })).toMatchObject({ on: 'payment' });
    run.world.faults.mend('payments.refund');
    expect(await sent).toBe('settled');
    expect(await found(run, { refundId })).toBeUndefined();
  });

  it('is the worker, while none takes its tasks', async () => {
    const run = await lab.prepare({}, 'nobody').start();
    const step = await found(run);
    expect(step).toEqual({ on: 'worker', since: expect.any(String) });
    expect(Math.abs(Date.parse(String(step?.since)) - Date.now())).toBeLessThan(GENEROUS_MS);
    await run.handle.terminate();
  });

  it('is nothing for one that waits for a parcel, has ended, or is not known', async () => {
    const run = await lab.prepare().start();
    await run.isBooked();
    expect(
      await eventually(
        () => found(run),
        (step) => step === undefined,
        GENEROUS_MS,
      ),
    ).toBeUndefined();
    await run.completes();
    expect(await found(run)).toBeUndefined();
    expect(await found(lab.prepare())).toBeUndefined();
  });
});
