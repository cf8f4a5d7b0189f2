import { WAYS_TO_CANCEL } from '../support/workflow-cancel-ways.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe.each(WAYS_TO_CANCEL)('a cancel by $way', ({ way, ask }) => {
  const byUpdate = way === 'the update';

  workflowTest('while the booking is in flight is granted by the carrier, and a booking that comes too late stays cancelled', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('carrier.book');
    await run.start();
    await gate.reached;
    const asked = ask(run);
    await run.reaches('CANCELED');
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.carrier).toMatchObject({ status: 'cancelled', bookings: 0 });
    await asked;
  });

  workflowTest('while a booking that nobody heard of is tried again cancels that booking', async () => {
    const run = lab().prepare();
    run.world.faults.fail('carrier.book', { after: true });
    await run.start();
    await run.calls('carrier.book', 2);
    const asked = ask(run);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.carrier).toMatchObject({ status: 'cancelled', bookings: 1 });
    expect(run.world.payments.status).toBe('voided');
    await asked;
  });

  workflowTest('between booking and pick-up wins when the carrier lets the parcel go', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    const asked = ask(run);
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.order).toMatchObject({
      reason: { code: 'cancel_requested' },
      shipments: [{ status: 'cancelled' }],
      payment: { status: 'voided' },
    });
    expect(run.world.stock.state).toBe('released');
    await asked;
  });

  workflowTest('stays FULFILLING until the carrier, asked again and again, has answered', async () => {
    const run = lab().prepare();
    run.world.faults.fail('carrier.cancel');
    await run.start();
    await run.isBooked();
    const asked = ask(run);
    await run.calls('carrier.cancel', 2);
    expect(run.world.order.status).toBe('FULFILLING');
    run.world.faults.mend('carrier.cancel');
    expect(await run.end()).toBe('CANCELED');
    await asked;
  });

  workflowTest('is refused when the carrier keeps the parcel, and the order goes on', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    const refusal = expectRefusal(ask(run), 'CANCEL_REFUSED');
    await run.records('orders.cancel_refused');
    expect(run.world.order.status).toBe('FULFILLING');
    expect(run.world.orders.events.at(-1)).toMatchObject({
      actor: byUpdate ? 'api' : 'temporal',
      why: expect.stringContaining('does not give it back'),
    });
    expect(await run.completes()).toBe('COMPLETED');
    await refusal;
  });

  workflowTest('that the carrier refuses while the booking is in flight leaves the order booked once', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    const gate = run.world.faults.block('carrier.book', { after: true });
    await run.start();
    await gate.reached;
    const refusal = expectRefusal(ask(run), 'CANCEL_REFUSED');
    await run.records('orders.cancel_refused');
    // It goes on to ask where the parcel is.
    await run.calls('carrier.find');
    gate.open();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.carrier.bookings).toBe(1);
    await refusal;
  });

  workflowTest('that comes as the parcel is picked up is refused, without waiting for the notification', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    run.world.carrier.status = 'picked_up';
    const refusal = expectRefusal(ask(run), 'CANCEL_REFUSED');
    await run.reaches('SHIPPED');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.slice(2, 5)).toEqual(['fulfilling', 'cancel_refused', 'shipped']);
    await refusal;
  });

  workflowTest('after the pick-up comes too late and leaves the order to its end', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.reaches('SHIPPED');
    await expectRefusal(ask(run), 'CANCEL_TOO_LATE');
    if (!byUpdate) await run.records('orders.cancel_refused');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect((await run.handle.describe()).status.name).toBe('COMPLETED');
    expect(run.world.faults.count('carrier.cancel')).toBe(0);
    expect(run.world.events.includes('cancel_refused')).toBe(!byUpdate);
  });

  /** Only the update's caller is there to hear an answer. */
  async function expectRefusal(asked: Promise<unknown>, code: string): Promise<void> {
    if (byUpdate) await expect(asked).rejects.toMatchObject({ code });
    else await asked;
  }
});

describe('a carrier', () => {
  workflowTest('that refuses to book gets the order cancelled, with the money given back', async () => {
    const run = lab().prepare();
    run.world.carrier.refusesToBook = true;
    await run.start();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order).toMatchObject({
      reason: { code: 'carrier_refused', text: 'No deliveries to the moon.' },
      payment: { status: 'voided' },
    });
    expect(run.world.events).toEqual(['created', 'confirmed', 'canceling', 'payment_changed', 'canceled']);
    expect((await run.handle.describe()).status.name).toBe('COMPLETED');
  });

  workflowTest('that refuses a cancel is waited for again, and the Temporal UI says so', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    const gate = run.world.faults.block('carrier.cancel');
    await run.signalCancel();
    await gate.reached;
    expect(await run.details()).toContain('asking the carrier to let the parcels go');
    gate.open();
    await run.records('orders.cancel_refused');
    await run.shows('A cancel was refused. The carrier has the parcel');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('that refuses a second cancel after the first gets each recorded', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.filter((event) => event === 'cancel_refused')).toHaveLength(2);
  });

  workflowTest('that keeps the parcel at first may let it go when asked again', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    run.world.carrier.keepsParcel = false;
    expect(await run.cancel()).toBe('settled');
    expect(await run.end()).toBe('CANCELED');
  });
});
