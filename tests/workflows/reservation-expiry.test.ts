import { useLab, workflowTest } from '../support/workflow-env.ts';

/** Time does not skip while a step is held, so the reservation is short. */
const lab = useLab({ reservationMs: 2000, silenceMs: 60 * 60_000 });

describe('a reservation that expires while the authorisation is in flight', () => {
  workflowTest('gets the order rejected and the late payment voided', async () => {
    const run = lab().prepare();
    run.asksForMoneyLater();
    const gate = run.world.faults.block('payments.authorise', { after: true });
    await run.start();
    await run.reaches('REJECTED');
    gate.open();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.payments.status).toBe('voided');
    expect(run.world.order.reason?.code).toBe('reservation_expired');
  });

  workflowTest('never leaves the order CONFIRMED without stock and without a workflow', async () => {
    const run = lab().prepare();
    const record = run.world.faults.block('orders.change:confirmed');
    const release = run.world.faults.block('stock.close');
    await run.start();
    await release.reached;
    record.open();
    await run.reaches('CONFIRMED').catch(() => undefined);
    release.open();
    expect(['REJECTED', 'CANCELED']).toContain(await run.end());
  });
});

describe('a reservation that expires although the payment was taken in time', () => {
  workflowTest('keeps nobody from the goods: the order goes on once its row is read', async () => {
    const run = lab().prepare();
    run.world.faults.block('orders.change:confirmed', { after: true });
    await run.start();
    await run.isBooked();
    await run.travels();
    expect(await run.end()).toBe('COMPLETED');
    expect([run.world.payments.authorisations, run.world.payments.captures]).toEqual([1, 1]);
  });

  workflowTest('says of a payment that the customer declined, unheard, that it was declined', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'requires_action';
    await run.start();
    await run.records('orders.payment_changed');
    run.world.payments.settle('declined');
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order).toMatchObject({ status: 'REJECTED', payment: { status: 'declined' } });
  });
});

describe('an order cancelled while its reservation expires', () => {
  workflowTest('comes to one end', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'requires_action';
    const release = run.world.faults.block('stock.close');
    await run.start();
    await release.reached;
    await run.signalCancel();
    release.open();
    expect(['REJECTED', 'CANCELED']).toContain(await run.end());
  });
});
