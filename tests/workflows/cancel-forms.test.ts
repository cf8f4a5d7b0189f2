import { useLab, workflowTest } from '../support/workflow-env.ts';
import { cancel } from '../../workflows/messages.ts';

const lab = useLab();

const JUNK: readonly { readonly what: string; readonly args: [unknown?] }[] = [
  { what: 'no argument', args: [] },
  { what: 'null', args: [null] },
  { what: 'a number', args: [42] },
  { what: 'an array', args: [['reason', 'x']] },
  { what: 'an empty string', args: [''] },
  { what: 'an empty object', args: [{}] },
  { what: 'a reason that is an object', args: [{ reason: { nested: { deep: true } } }] },
  { what: 'a reason that is a number', args: [{ reason: 7 }] },
];

const TEXTS: readonly { readonly what: string; readonly argument: unknown; readonly text: string }[] = [
  { what: 'a string', argument: 'wrong size', text: 'wrong size' },
  { what: '{ reason }', argument: { reason: 'wrong size' }, text: 'wrong size' },
  { what: 'a reason with NUL', argument: { reason: 'wrong\u0000 size' }, text: 'wrong size' },
  { what: 'a reason with half a surrogate pair', argument: 'wrong \ud800 size', text: 'wrong \ufffd size' },
  { what: 'a reason of a megabyte', argument: 'x'.repeat(1_000_000), text: 'x'.repeat(500) },
];

describe('the signal cancelOrder', () => {
  workflowTest.each(JUNK)('with $what cancels, without a reason of its own', async ({ args }) => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.signalCancel(...args);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.reason).toEqual({ code: 'cancel_requested', text: 'The order was cancelled on request.' });
  });

  workflowTest.each(TEXTS)('with $what cancels for that reason', async ({ argument, text }) => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.signalCancel(argument);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.reason).toEqual({ code: 'cancel_requested', text });
  });
});

describe('the update cancel', () => {
  workflowTest('answers once the order is CANCELED, with the reason and the caller recorded', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    expect(await run.cancel('wrong size')).toBe('settled');
    expect(run.world.order).toMatchObject({ status: 'CANCELED', reason: { code: 'cancel_requested', text: 'wrong size' } });
    expect(run.world.orders.events.find(({ type }) => type === 'orders.canceling')?.actor).toBe('api');
    expect(await run.end()).toBe('CANCELED');
  });

  workflowTest('is refused without a cause, and the order goes on', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    for (const junk of [undefined, null, 'please', {}, { cause: {} }]) {
      const asked = run.handle.executeUpdate(cancel, { args: [junk as never] });
      await expect(asked).rejects.toMatchObject({ cause: { type: 'INVALID_REQUEST' } });
    }
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('says that nothing runs any more when the order is at its end', async () => {
    const run = await lab().prepare().start();
    await run.completes();
    expect(await run.cancel()).toBe('closed');
  });

  workflowTest('is refused when the order is being rejected meanwhile', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'declined';
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await gate.reached;
    const refused = run.cancel().then(
      () => undefined,
      (error: unknown) => error,
    );
    await run.hasHeard();
    gate.open();
    expect(await refused).toMatchObject({ code: 'CANCEL_REFUSED', message: expect.stringContaining('declined') });
    expect(await run.end()).toBe('REJECTED');
  });
});

describe('several cancels', () => {
  workflowTest('at once, two updates and a signal, lead to one compensation and one answer', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('carrier.cancel');
    await run.start();
    await run.isBooked();
    const answers = Promise.all([run.cancel('one'), run.cancel('two'), run.signalCancel('three')]);
    await gate.reached;
    gate.open();
    expect((await answers).slice(0, 2)).toEqual(['settled', 'settled']);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
    expect([run.world.payments.status, run.world.stock.state, run.world.carrier.status]).toEqual(['voided', 'released', 'cancelled']);
  });

  workflowTest('with the same ask join one update', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    expect(await Promise.all([run.cancel('one', 'same'), run.cancel('one', 'same')])).toEqual(['settled', 'settled']);
    expect(await run.end()).toBe('CANCELED');
    const { events } = await run.handle.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(1);
  });

  workflowTest('one after the other, while undoing takes long, lead to one compensation', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await run.isBooked();
    await run.signalCancel('one');
    await gate.reached;
    const second = run.cancel('two');
    await run.handle.cancel();
    await run.hasHeard();
    gate.open();
    expect(await second).toBe('settled');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.order.reason?.text).toBe('one');
  });
});

describe("Temporal's own cancel", () => {
  workflowTest('closes the workflow as Canceled when the order ended CANCELED', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.handle.cancel();
    expect(await run.end()).toBe('CANCELED');
    expect((await run.handle.describe()).status.name).toBe('CANCELLED');
    expect(run.world.orders.events.find(({ type }) => type === 'orders.canceling')?.actor).toBe('temporal');
  });

  workflowTest('closes the workflow as Completed when it came too late', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.reaches('SHIPPED');
    await run.handle.cancel();
    await run.records('orders.cancel_refused');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect((await run.handle.describe()).status.name).toBe('COMPLETED');
  });
});
