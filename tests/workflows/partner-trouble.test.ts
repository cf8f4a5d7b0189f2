import { ownRefundIdOf } from '../../domain/identifiers.ts';
import type { Point } from '../support/workflow-faults.ts';
import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

/** An order whose partner fails at this point from now on. */
async function failingAt(point: Point, prepare: (run: Run) => unknown = () => undefined): Promise<Run> {
  const run = lab().prepare();
  prepare(run);
  run.world.faults.fail(point);
  return run.start();
}

describe('an undo that keeps failing', () => {
  workflowTest('is listed for a person after ten minutes, and goes on by itself', async () => {
    const run = await failingAt('payments.void');
    await run.isBooked();
    await run.signalCancel();
    await lab().env.sleep('9m');
    expect(run.world.order).not.toHaveProperty('needsAttention');
    await run.asksAtLast('UNDO_FAILING', '1m');
    expect(run.world.order).toMatchObject({ status: 'CANCELING', needsAttention: { choices: ['retry_now'] } });
    const tries = run.world.faults.count('payments.void');
    await lab().env.sleep('5m');
    expect(run.world.faults.count('payments.void')).toBeGreaterThan(tries);
    run.world.faults.mend('payments.void');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.needsAttention).toBeUndefined();
    expect(run.world.events.slice(-5)).toEqual(['canceling', 'needs_attention', 'payment_changed', 'attention_resolved', 'canceled']);
    expect(run.world.orders.events.at(-2)).toMatchObject({ actor: 'clock', why: 'It worked at last.' });
  });

  workflowTest('is tried at once when a person says so, and listed again when that fails for as long', async () => {
    const run = await failingAt('payments.void');
    await run.isBooked();
    await run.signalCancel();
    await run.asksAtLast('UNDO_FAILING', '1m');
    await run.resolve('retry_now');
    expect(run.world.order.needsAttention).toBeUndefined();
    await run.asksAtLast('UNDO_FAILING', '1m');
    run.world.faults.mend('payments.void');
    await run.resolve('retry_now');
    expect(await run.end()).toBe('CANCELED');
  });

  workflowTest('before a rejection is listed too', async () => {
    const run = await failingAt('payments.void', ({ world }) => (world.payments.answer = 'declined'));
    await run.asksAtLast('UNDO_FAILING', '1m');
    run.world.faults.mend('payments.void');
    expect(await run.end()).toBe('REJECTED');
  });

  workflowTest('at the carrier keeps a cancel open, and is listed', async () => {
    const run = await failingAt('carrier.cancel');
    await run.isBooked();
    await run.signalCancel();
    await run.asksAtLast('UNDO_FAILING', '1m');
    expect(run.world.order.status).toBe('FULFILLING');
    run.world.faults.mend('carrier.cancel');
    expect(await run.end()).toBe('CANCELED');
  });
});

describe('a carrier that cannot be reached for a booking', () => {
  workflowTest('is listed after ten minutes in the words of its last answer, and booked once it is back', async () => {
    const run = await failingAt('carrier.book');
    await run.asksAtLast('CARRIER_UNAVAILABLE', '1m');
    const text = 'The parcel cannot be booked. carrier.book was told to fail';
    expect(run.world.order).toMatchObject({ status: 'CONFIRMED', needsAttention: { text, choices: ['retry_now', 'cancel'] } });
    run.world.faults.mend('carrier.book');
    await lab().env.sleep('1m');
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.carrier.bookings).toBe(1);
  });

  workflowTest('lets a person cancel instead', async () => {
    const run = await failingAt('carrier.book');
    await run.asksAtLast('CARRIER_UNAVAILABLE', '1m');
    await run.resolve('cancel', 'the customer has bought elsewhere');
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.reason?.text).toBe('the customer has bought elsewhere');
  });

  workflowTest('is not listed any more when the order is cancelled by its caller', async () => {
    const run = await failingAt('carrier.book');
    await run.asksAtLast('CARRIER_UNAVAILABLE', '1m');
    await run.signalCancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.order.needsAttention).toBeUndefined();
  });

  workflowTest('and keeps the parcel of a cancelled order is not listed any more either', async () => {
    const run = await failingAt('carrier.book', ({ world }) => (world.carrier.keepsParcel = true));
    await run.asksAtLast('CARRIER_UNAVAILABLE', '1m');
    await run.signalCancel();
    await run.records('orders.cancel_refused');
    run.world.faults.mend('carrier.book');
    expect(await run.completes()).toBe('COMPLETED');
  });
});

describe('a payment provider that is down when the parcel leaves', () => {
  workflowTest('is listed while the parcel travels on, and the money is captured once it is back', async () => {
    const run = await failingAt('payments.capture');
    await run.travels();
    await run.asksAtLast('PAYMENT_PROVIDER_UNAVAILABLE', '1m');
    await run.shows('Waits for a person');
    run.world.faults.mend('payments.capture');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.payments.captures).toBe(1);
  });

  workflowTest('makes a second question wait for its turn', async () => {
    const run = await failingAt('payments.capture');
    await run.isBooked();
    await run.parcel('picked_up');
    await run.asksAtLast('PAYMENT_PROVIDER_UNAVAILABLE', '1m');
    await run.parcel('lost');
    await run.records('orders.shipment_changed');
    expect(run.world.order.needsAttention?.code).toBe('PAYMENT_PROVIDER_UNAVAILABLE');
    run.world.faults.mend('payments.capture');
    await run.asksAtLast('PARCEL_LOST', '30s');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
  });
});

describe('a refund that cannot be sent', () => {
  workflowTest('is listed, and sent once the provider is back', async () => {
    const run = await failingAt('payments.refund');
    await run.isBooked();
    await run.parcel('picked_up');
    await run.reaches('SHIPPED');
    await run.parcel('returned');
    await run.asksAtLast('UNDO_FAILING', '1m');
    run.world.faults.mend('payments.refund');
    expect(await run.end()).toBe('RETURNED');
  });
});

describe('a run that is started anew over an order that waits for a person', () => {
  workflowTest('does not ask again what was decided: a lost parcel that was given up', async () => {
    const run = lab().prepare();
    await run.start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.records('orders.payment_changed');
    await run.parcel('lost');
    await run.asks('PARCEL_LOST');
    const gate = run.world.faults.block(`orders.change:refund_opened:${ownRefundIdOf(run.order.id, 'lost_1', 1)}`);
    await run.resolve('refund');
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.filter((event) => event === 'needs_attention')).toHaveLength(1);
  });

  workflowTest('does not ask again what was decided: a silent parcel that a person knows to be delivered', async () => {
    const run = lab().prepare();
    await run.start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.asksAtLast('CARRIER_SILENT', '8h');
    const gate = run.world.faults.block('orders.change:delivered');
    await run.resolve('mark_delivered');
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.filter((event) => event === 'needs_attention')).toHaveLength(1);
  });

  workflowTest('asks anew what it still has to, and offers its choices', async () => {
    const run = lab().prepare();
    run.world.payments.declinesCapture = true;
    await run.start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.asks('CAPTURE_DECLINED');
    await run.terminate();
    await run.startAgain();
    await run.records('orders.needs_attention', 2);
    await run.resolve('write_off');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('lists nothing any more when the trouble is over', async () => {
    const run = await failingAt('carrier.book');
    await run.asksAtLast('CARRIER_UNAVAILABLE', '1m');
    await run.terminate();
    run.world.faults.mend('carrier.book');
    await run.startAgain();
    await run.isBooked();
    expect(run.world.order.needsAttention).toBeUndefined();
    expect(await run.completes()).toBe('COMPLETED');
  });
});
