import { randomUUID } from 'node:crypto';
import type { Point } from '../support/workflow-faults.ts';
import { refundOf } from '../support/refund-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import type { Run } from '../support/workflow-run.ts';
import { until } from '../support/workflow-wait.ts';

const lab = useLab();

/** A delivered order of 39.98, paid for. */
async function completed(): Promise<Run> {
  const run = await lab().prepare().start();
  expect(await run.completes()).toBe('COMPLETED');
  return run;
}

describe('a refund', () => {
  workflowTest('is booked before it is sent, and settled after', async () => {
    const run = await completed();
    const refund = refundOf(run, { amountCents: 500 });
    expect(await refund.ask()).toBe('settled');
    expect(run.world.events.slice(-3)).toEqual(['completed', 'payment_changed', 'refunded']);
    expect(run.world.orders.events.slice(-2).map(({ actor, why }) => [actor, why])).toEqual([
      ['api', 'scratched'],
      ['provider', 'scratched'],
    ]);
    expect(run.world.order).toMatchObject({ status: 'COMPLETED', payment: { refundedCents: 500 }, refunds: [{ status: 'succeeded' }] });
    expect(await refund.details()).toBe('**succeeded** · The customer has $5.00 back.');
    expect(run.world.faultsAtEnd()).toEqual([]);
  });

  workflowTest('is one, however many ask for it at the same moment and later', async () => {
    const run = await completed();
    const refund = refundOf(run);
    expect(await Promise.all([1, 2, 3].map(() => refund.ask()))).toEqual(['settled', 'settled', 'settled']);
    const { runId } = await refund.handle.describe();
    expect(await refund.ask()).toBe('settled');
    expect((await refund.handle.describe()).runId).toBe(runId);
    expect(run.world.faults.count('payments.refund')).toBe(1);
  });

  workflowTest('never passes what was captured, whoever asks at the same moment', async () => {
    const run = await completed();
    const refunds = Array.from({ length: 8 }, () => refundOf(run, { amountCents: 1000 }));
    const answers = await Promise.all(refunds.map((refund) => refund.ask().catch((error: unknown) => error)));
    expect(answers.filter((answer) => answer === 'settled')).toHaveLength(3);
    for (const answer of answers.filter((one) => one !== 'settled')) expect(answer).toMatchObject({ code: 'REFUND_TOO_LARGE' });
    expect(run.world.payments.refundedCents).toBe(3000);
    expect(run.world.faultsAtEnd()).toEqual([]);
  });

  workflowTest('that the order has not to give ends as an answer, asks nothing of the provider and stays refused', async () => {
    const run = await completed();
    const refund = refundOf(run, { amountCents: 4000 });
    const refusal = { code: 'REFUND_TOO_LARGE', message: '$40.00 is asked back, and $39.98 can be refunded.' };
    await expect(refund.ask()).rejects.toMatchObject(refusal);
    await expect(refund.ask()).rejects.toMatchObject(refusal);
    expect([await refund.status(), run.world.faults.count('payments.refund'), refund.row()]).toEqual(['COMPLETED', 0, undefined]);
  });

  workflowTest('that the order had not to give runs again when it is asked for again', async () => {
    const run = await completed();
    const { order, orders, payments, faults } = run.world;
    const refund = refundOf(run);
    orders.order = { ...order, payment: { ...order.payment, capturedCents: 0 } };
    await expect(refund.ask()).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
    orders.order = order;
    expect(await Promise.all([refund.ask(), refund.ask()])).toEqual(['settled', 'settled']);
    expect([payments.refundedCents, faults.count('payments.refund')]).toEqual([3998, 1]);
  });

  workflowTest('that the provider declines is booked back, and its money can be asked for anew', async () => {
    const run = await completed();
    run.world.payments.declinesRefund = true;
    const declined = refundOf(run);
    await expect(declined.ask()).rejects.toMatchObject({ code: 'REFUND_DECLINED', message: 'The account was closed.' });
    expect([await declined.status(), declined.row()?.status, run.world.order.payment.refundedCents]).toEqual(['COMPLETED', 'failed', 0]);
    run.world.payments.declinesRefund = false;
    expect(await refundOf(run).ask()).toBe('settled');
    expect(run.world.order.payment.refundedCents).toBe(3998);
  });
});

describe('a refund in trouble', () => {
  const POINTS: readonly { readonly point: Point; readonly after: boolean }[] = [
    { point: 'payments.refund', after: false },
    { point: 'payments.refund', after: true },
    { point: 'orders.change:refund_opened', after: true },
    { point: 'orders.change:refunded', after: false },
    { point: 'orders.change:refunded', after: true },
  ];

  workflowTest.each(POINTS)(
    '$point fails (after its effect: $after): is tried again, and the money goes back once',
    async ({ point, after }) => {
      const run = await completed();
      const refund = refundOf(run);
      const where = point.startsWith('orders.') ? (`${point}:${refund.refundId}` as Point) : point;
      run.world.faults.fail(where, { times: 3, after });
      expect(await refund.ask()).toBe('settled');
      expect(run.world.payments.refunds).toEqual(new Map([[refund.refundId, 3998]]));
      expect(run.world.events.slice(-2)).toEqual(['payment_changed', 'refunded']);
      expect(run.world.faultsAtEnd()).toEqual([]);
    },
  );

  workflowTest('stays pending on the order while the provider is away for hours, and holds its money', async () => {
    const run = await completed();
    run.world.faults.fail('payments.refund');
    const refund = refundOf(run, { amountCents: 3000 });
    expect(await refund.ask(1000)).toBe('running');
    await lab().env.sleep('5 hours');
    expect([await refund.status(), refund.row()?.status]).toEqual(['RUNNING', 'pending']);
    expect(await refund.details()).toMatch(/^\*\*pending\*\* · \$30\.00 is booked as going back/);
    await expect(refundOf(run, { amountCents: 1000 }).ask()).rejects.toMatchObject({ code: 'REFUND_TOO_LARGE' });
    run.world.faults.mend('payments.refund');
    await lab().env.sleep('2 minutes');
    expect(await refund.ask()).toBe('settled');
    expect(run.world.order.payment.refundedCents).toBe(3000);
  });

  workflowTest("goes through when it is cancelled in Temporal's UI in the middle", async () => {
    const run = await completed();
    const gate = run.world.faults.block('payments.refund', { after: true });
    const refund = refundOf(run);
    const asked = refund.ask();
    await gate.reached;
    await refund.handle.cancel();
    await until('the workflow hears of the cancel', async () => {
      const { events = [] } = await refund.handle.fetchHistory();
      const heard = events?.findIndex((event) => event.workflowExecutionCancelRequestedEventAttributes) ?? -1;
      return heard >= 0 && (events ?? []).slice(heard).some((event) => event.workflowTaskCompletedEventAttributes);
    });
    gate.open();
    expect(await asked).toBe('settled');
    expect([await refund.status(), refund.row()?.status]).toEqual(['COMPLETED', 'succeeded']);
    expect(run.world.faultsAtEnd()).toEqual([]);
  });

  workflowTest('goes through when it is cancelled before a worker has seen it', async () => {
    const run = await completed();
    const taskQueue = `later-${randomUUID()}`;
    const refund = refundOf(run, {}, taskQueue);
    expect(await refund.ask(500)).toBe('running');
    await refund.handle.cancel();
    await lab().startWorker(taskQueue);
    expect(await refund.ask()).toBe('settled');
    expect(refund.row()?.status).toBe('succeeded');
  });

  workflowTest('that was terminated by hand is finished by whoever repeats the request', async () => {
    const run = await completed();
    const gate = run.world.faults.block('payments.refund', { after: true });
    const refund = refundOf(run);
    expect(await refund.ask(1000)).toBe('running');
    await gate.reached;
    lab().worn = true;
    await refund.handle.terminate('the test says so');
    expect(refund.row()?.status).toBe('pending');
    gate.open();
    expect(await refund.ask()).toBe('settled');
    expect([...run.world.payments.refunds]).toEqual([[refund.refundId, 3998]]);
    expect(run.world.events.slice(-2)).toEqual(['payment_changed', 'refunded']);
  });
});
