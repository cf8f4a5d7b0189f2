import type { Point } from '../support/workflow-faults.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

const UNDOS: readonly { readonly undo: string; readonly point: Point }[] = [
  { undo: 'releaseStock', point: 'stock.close' },
  { undo: 'voidPayment, at the provider', point: 'payments.void' },
  { undo: 'voidPayment, in its record', point: 'orders.change:payment_voided' },
  { undo: 'beginCanceling', point: 'orders.change:canceling' },
  { undo: 'finishCanceling', point: 'orders.change:canceled' },
];

describe('an undo that fails', () => {
  workflowTest.each(UNDOS)('$undo: is tried again until it works, and the order ends CANCELED', async ({ point }) => {
    const run = lab().prepare();
    run.world.faults.fail(point, { times: 5 });
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.faults.count(point)).toBe(6);
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
  });

  workflowTest.each(UNDOS)('$undo: has one effect when only its answer was lost', async ({ point }) => {
    const run = lab().prepare();
    run.world.faults.fail(point, { times: 2, after: true });
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
  });

  workflowTest('outlasts an outage of hours: CANCELING is shown, and CANCELED follows', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.void');
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await run.calls('payments.void');
    await lab().env.sleep('3 hours');
    expect(run.world.order.status).toBe('CANCELING');
    expect(await run.details()).toContain('**CANCELING**');
    run.world.faults.mend('payments.void');
    expect(await run.end()).toBe('CANCELED');
  });

  workflowTest("is not given up when Temporal's own cancel comes on top", async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.void');
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await run.calls('payments.void');
    await run.handle.cancel();
    await run.calls('payments.void', 3);
    run.world.faults.mend('payments.void');
    expect(await run.end()).toBe('CANCELED');
  });
});

describe('undos', () => {
  workflowTest('run between CANCELING and CANCELED, and the carrier is asked before, all within one workflow task', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    const { historyLength } = await run.handle.describe();
    run.world.faults.calls.length = 0;
    await run.cancel();
    await run.end();
    const calls = run.world.faults.calls.filter((call) => call !== 'orders.get');
    expect(calls.slice(0, 2)).toEqual(['carrier.cancel', 'orders.change:canceling']);
    expect(calls.slice(2, -1).toSorted()).toEqual(['orders.change:payment_voided', 'payments.void', 'stock.close']);
    expect(calls.at(-1)).toBe('orders.change:canceled');
    const { historyLength: atEnd } = await run.handle.describe();
    expect(atEnd - historyLength).toBeLessThanOrEqual(11);
  });

  workflowTest('run one after another, newest first, where the provider does not answer at once', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    run.world.faults.fail('payments.void', { times: 1 });
    await run.cancel();
    await run.end();
    expect(run.world.faults.calls.slice(-3)).toEqual(['payments.void', 'orders.change:payment_voided', 'orders.change:canceled']);
    expect(run.world.faults.count('payments.void')).toBe(2);
  });

  workflowTest('of steps that never happened are harmless', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.find');
    await run.start();
    await run.calls('payments.find');
    expect(await run.cancel()).toBe('settled');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.payments.authorisations).toBe(0);
    expect(run.world.order.payment).toMatchObject({ status: 'pending', authorisedCents: 0 });
  });

  workflowTest('of a step whose answer was lost undo what it did', async () => {
    const run = lab().prepare();
    run.world.faults.fail('stock.reserve', { after: true });
    await run.startAgain({ workflowTaskTimeout: '1s' });
    await run.calls('stock.reserve', 2);
    expect(run.world.stock.state).toBe('reserved');
    await run.signalCancel();
    await run.hasHeard();
    run.world.faults.mend('stock.reserve');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.stock.state).toBe('released');
  });

  workflowTest('of an order that costs nothing ask no payment provider', async () => {
    const run = await lab()
      .prepare({ items: [{ sku: 'FREE', quantity: 1, priceCents: 0 }] })
      .start();
    await run.isBooked();
    await run.cancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.faults.calls.filter((call) => call.startsWith('payments.'))).toEqual([]);
  });
});
