import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();
const ORDINARY = ['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed'];

/** Where the first run is when it is terminated; the steps that are held then go on in the background, as on a real worker. */
const STAGES: readonly { readonly stage: string; readonly reach: (run: Run) => Promise<unknown> }[] = [
  { stage: 'the stock is being reserved', reach: async (run) => run.world.faults.block('stock.reserve').reached },
  { stage: 'the payment is being authorised', reach: async (run) => run.world.faults.block('payments.authorise').reached },
  {
    stage: 'the authorisation has succeeded unheard',
    reach: async (run) => run.world.faults.block('payments.authorise', { after: true }).reached,
  },
  {
    stage: 'the order has just been confirmed',
    reach: async (run) => run.world.faults.block('orders.change:confirmed', { after: true }).reached,
  },
  { stage: 'the parcel is being booked', reach: async (run) => run.world.faults.block('carrier.book').reached },
  { stage: 'the parcel has been booked unheard', reach: async (run) => run.world.faults.block('carrier.book', { after: true }).reached },
  { stage: 'the order waits for the pick-up', reach: (run) => run.isBooked() },
  { stage: 'the capture has succeeded unheard', reach: (run) => atTheCapture(run, true) },
  { stage: 'the money is being captured', reach: (run) => atTheCapture(run, false) },
  {
    stage: 'the parcel is on its way and the money captured',
    reach: async (run) => (await pickedUp(run), run.records('orders.payment_changed')),
  },
];

async function pickedUp(run: Run): Promise<void> {
  await run.isBooked();
  await run.parcel('picked_up');
  await run.reaches('SHIPPED');
}

async function atTheCapture(run: Run, after: boolean): Promise<void> {
  const gate = run.world.faults.block('payments.capture', { after });
  await pickedUp(run);
  await gate.reached;
}

describe('a second run under the same id, after a termination', () => {
  workflowTest.each(STAGES)('while $stage, goes on to COMPLETED and repeats nothing', async ({ reach }) => {
    const run = lab().prepare();
    const reached = reach(run);
    await run.start();
    await reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    if (run.world.carrier.status !== 'picked_up') {
      await run.reaches('FULFILLING');
      await run.parcel('picked_up');
    }
    await run.reaches('SHIPPED');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.toSorted()).toEqual(ORDINARY.toSorted());
    expect(run.world).toMatchObject({ payments: { authorisations: 1, captures: 1 }, carrier: { bookings: 1 } });
  });

  workflowTest('while the customer is expected to settle the payment, waits on for the rest of the reservation', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    await run.terminate();
    await run.startAgain();
    await run.shows('Waiting for the customer');
    expect(run.world.events).toEqual(['created', 'payment_changed']);
    run.world.payments.settle('authorised');
    await run.tellPayment();
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('while compensation is running, finishes it', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
  });

  workflowTest('while an order that was never booked is being undone, finishes that and books nothing', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'requires_action';
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await run.shows('Waiting for the customer');
    await run.signalCancel();
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'payment_changed', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.faults.calls).not.toContain('carrier.book');
  });

  workflowTest('before the cancel was recorded, does not cancel by itself', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('carrier.cancel');
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await gate.reached;
    await run.terminate();
    run.world.carrier.keepsParcel = true;
    gate.open();
    await run.startAgain();
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('of an order whose parcel the carrier has let go meanwhile, as after a restored backup, gives everything back', async () => {
    const run = lab().prepare();
    await run.start();
    await run.isBooked();
    await run.terminate();
    run.world.carrier.status = 'cancelled';
    await run.startAgain();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.reason).toEqual({ code: 'carrier_refused', text: 'The carrier has cancelled the booking of the parcel.' });
    expect(run.world.payments.status).toBe('voided');
    expect(run.world.events).not.toContain('needs_attention');
  });

  workflowTest.each(['COMPLETED', 'CANCELED', 'REJECTED'] as const)('of an order that is %s changes nothing', async (status) => {
    const run = lab().prepare();
    if (status === 'REJECTED') run.world.stock.onHand = 0;
    await run.start();
    if (status === 'COMPLETED') await run.travels();
    if (status === 'CANCELED') {
      await run.isBooked();
      await run.signalCancel();
    }
    await run.end();
    const { events } = run.world;
    const { state } = run.world.stock;
    run.world.faults.calls.length = 0;
    await run.startAgain();
    expect(await run.end()).toBe(status);
    expect(run.world.events).toEqual(events);
    expect(run.world.stock.state).toBe(state);
    expect(run.world.faults.calls).toEqual(['orders.create']);
  });
});

describe('a second run that starts long after the reservation would have expired', () => {
  workflowTest.each([
    { stage: 'CONFIRMED', reach: (run: Run) => run.calls('carrier.book', 2) },
    { stage: 'FULFILLING', reach: (run: Run) => run.isBooked() },
    { stage: 'SHIPPED', reach: (run: Run) => pickedUp(run) },
  ])('leaves an order that is $stage its money and its goods', async ({ stage, reach }) => {
    const run = lab().prepare();
    if (stage === 'CONFIRMED') run.world.faults.fail('carrier.book');
    await run.start();
    await reach(run);
    await lab().env.sleep('20m');
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    if (stage !== 'SHIPPED') {
      await run.isBooked();
      await run.parcel('picked_up');
    }
    await run.reaches('SHIPPED');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).not.toContain('rejected');
  });
});
