import { resolveAttention } from '../../workflows/messages.ts';
import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

async function resolve(run: Run, choice: string): Promise<void> {
  await run.shows('Waits for a person');
  await run.handle.executeUpdate(resolveAttention, { args: [{ choice }] });
}

async function declinedAtPickup(): Promise<Run> {
  const run = lab().prepare();
  run.world.payments.declinesCapture = true;
  await run.start();
  await run.isBooked();
  await run.parcel('picked_up');
  await run.shows('Waits for a person');
  return run;
}

/** A second run that finds a message before it has taken its first step. */
async function restartedWith(run: Run, message: () => Promise<unknown>): Promise<void> {
  await run.terminate();
  const taskQueue = `second-${run.order.id}`;
  await run.startAgain({ taskQueue });
  await message();
  await lab().startWorker(taskQueue);
}

describe('in a second run, a cancel that comes before its first step', () => {
  workflowTest('asks the carrier when the parcel was booked, and leaves nothing behind there', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await restartedWith(run, () => run.signalCancel());
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.carrier.status).toBe('cancelled');
  });

  workflowTest('is refused when the carrier keeps the parcel that was booked', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    await restartedWith(run, () => run.signalCancel());
    await run.records('orders.cancel_refused');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('is too late when the parcel was picked up', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.records('orders.payment_changed');
    await restartedWith(run, () => run.signalCancel());
    await run.records('orders.cancel_refused');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.faults.count('carrier.cancel')).toBe(0);
  });
});

describe('in a second run, a notification of the parcel that comes before its first step', () => {
  workflowTest('does not keep a booking that nobody heard of from being recorded', async () => {
    const run = lab().prepare();
    run.world.faults.fail('carrier.book', { after: true });
    await run.start();
    await run.calls('carrier.book', 2);
    await restartedWith(run, () => run.parcel('picked_up'));
    run.world.faults.clear();
    await run.reaches('SHIPPED');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });
});

describe('in a second run, an order that waited for a person', () => {
  workflowTest.each(['write_off', 'retry_capture'])('waits on, and takes %s', async (choice) => {
    const run = await declinedAtPickup();
    await run.terminate();
    await run.startAgain();
    await run.shows('Waits for a person');
    run.world.payments.declinesCapture = choice === 'write_off';
    await resolve(run, choice);
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.filter((event) => event === 'needs_attention')).toHaveLength(2);
  });

  workflowTest('needs nobody any more when the provider takes the money now', async () => {
    const run = await declinedAtPickup();
    await run.terminate();
    run.world.payments.declinesCapture = false;
    await run.startAgain();
    await run.records('orders.payment_changed');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.needsAttention).toBeUndefined();
  });

  workflowTest('for the second time waits on, and takes what is chosen then', async () => {
    const run = await declinedAtPickup();
    await resolve(run, 'retry_capture');
    await run.records('orders.needs_attention', 2);
    await run.shows('Waits for a person');
    await run.terminate();
    await run.startAgain();
    await resolve(run, 'write_off');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('and was told to try again says so anew when that is declined', async () => {
    const run = await declinedAtPickup();
    run.world.faults.fail('payments.capture');
    await resolve(run, 'retry_capture');
    await run.records('orders.attention_resolved');
    await run.calls('payments.capture', 2);
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    await run.shows('Waits for a person');
    expect(run.world.order.needsAttention).toMatchObject({ code: 'CAPTURE_DECLINED' });
    await resolve(run, 'write_off');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });
});

describe('in a second run, a refused cancel', () => {
  workflowTest('is recorded although the first run had recorded one', async () => {
    const run = lab().prepare();
    run.world.carrier.keepsParcel = true;
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await run.records('orders.cancel_refused');
    await run.terminate();
    await run.startAgain();
    await run.isBooked();
    await run.signalCancel();
    await run.records('orders.cancel_refused', 2);
    expect(await run.completes()).toBe('COMPLETED');
  });
});
