import { WAYS_TO_CANCEL } from '../support/workflow-cancel-ways.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

/** A short task time-out makes the worker report in soon while a step of ours is held, so that the request is heard meanwhile. */
const REPORTS_SOON = { workflowTaskTimeout: '1s' } as const;

describe.each(WAYS_TO_CANCEL)('a cancel by $way', ({ ask }) => {
  workflowTest('that comes before any worker runs yields CREATED, CANCELING, CANCELED', async () => {
    const taskQueue = `late-${Math.random()}`;
    const run = await lab().prepare({}, taskQueue).start();
    const asked = ask(run);
    if (ask !== WAYS_TO_CANCEL[0]?.ask) await asked;
    await lab().startWorker(taskQueue);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    await asked;
  });

  workflowTest('in the very first task, while the row is being written, yields CREATED, CANCELING, CANCELED', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('orders.create');
    await run.startAgain(REPORTS_SOON);
    await gate.reached;
    const asked = ask(run);
    await run.hasHeard();
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    await asked;
  });

  workflowTest('while the row cannot be written waits until it is, then undoes', async () => {
    const run = lab().prepare();
    run.world.faults.fail('orders.create');
    await run.startAgain(REPORTS_SOON);
    await run.calls('orders.create', 2);
    const asked = ask(run);
    await run.hasHeard();
    expect(run.world.events).toEqual([]);
    run.world.faults.mend('orders.create');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    await asked;
  });

  workflowTest('while stock is being reserved gives the stock back and never asks for money', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('stock.reserve');
    await run.startAgain(REPORTS_SOON);
    await gate.reached;
    const asked = ask(run);
    await run.hasHeard();
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    expect(run.world.stock.state).toBe('released');
    expect(run.world.payments.authorisations).toBe(0);
    await asked;
  });

  workflowTest('while the payment is being authorised voids it, and an answer that comes too late changes nothing', async () => {
    const run = lab().prepare();
    run.asksForMoneyLater();
    const gate = run.world.faults.block('payments.authorise', { after: true });
    await run.start();
    await gate.reached;
    const asked = ask(run);
    await run.hasHeard();
    await run.reaches('CANCELED');
    gate.open();
    await run.calls('orders.change:confirmed');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    expect(run.world.payments).toMatchObject({ status: 'voided', authorisations: 1 });
    await asked;
  });

  workflowTest('between two tries of the authorisation voids what an unheard one may have done', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.find', { while: async () => run.world.payments.authorisations > 0 });
    run.world.faults.fail('payments.authorise', { after: true });
    await run.start();
    await run.calls('payments.find', 2);
    const asked = ask(run);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'canceling', 'canceled']);
    expect(run.world.payments).toMatchObject({ status: 'voided', authorisations: 1 });
    await asked;
  });

  workflowTest('while the customer is expected to settle the payment voids it', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    const asked = ask(run);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'payment_changed', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.payments.status).toBe('voided');
    await asked;
  });
});

describe('a cancel', () => {
  workflowTest('is not held up by a next action of the customer that the provider names too late', async () => {
    const run = lab().prepare();
    run.asksForMoneyLater();
    run.world.payments.answer = 'requires_action';
    const answer = run.world.faults.block('payments.authorise', { after: true });
    const finish = run.world.faults.block('orders.change:canceled');
    await run.start();
    await answer.reached;
    await run.signalCancel();
    await finish.reached;
    answer.open();
    await run.calls('orders.change:payment_requires_action');
    finish.open();
    expect(await run.end()).toBe('CANCELED');
  });
});
