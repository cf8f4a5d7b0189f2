import { holdActivities } from '../../activities/hold.ts';
import { MOST_HOLDS } from '../../domain/hold.ts';
import { cause } from '../support/orders.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { parcel } from '../support/workflow-parcels.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();
const FRAUD = { reason: 'fraud', placedBy: 'api' } as const;
const DAY_MS = 86_400_000;

const place = (run: Run, holdId: string) =>
  lab()
    .workflowsOn(run.taskQueue)
    .placeHold(run.order.id, { holdId, hold: { reason: 'other', note: 'look' }, cause }, AbortSignal.timeout(20_000));
const isHeld = (run: Run) => run.shows('every hold to be released');

describe('an order that is held', () => {
  workflowTest('stays CONFIRMED, and is handed over once the last of its holds is released', async () => {
    const run = await lab()
      .prepare({ holds: [FRAUD] })
      .start();
    await isHeld(run);
    await place(run, 'hold_2');
    await run.release('hold_1');
    expect(run.world.order).toMatchObject({
      status: 'CONFIRMED',
      holds: [{ holdId: 'hold_2', reason: 'other', note: 'look', placedBy: 'api' }],
    });
    expect(run.world.carrier.bookings).toBe(0);
    await run.release('hold_2');
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.slice(0, 6)).toEqual(['created', 'confirmed', 'changed', 'changed', 'changed', 'fulfilling']);
    expect(run.world.order.holds).toBeUndefined();
  });

  workflowTest('is cancelled all the same', async () => {
    const run = await lab()
      .prepare({ holds: [FRAUD, FRAUD] })
      .start();
    await isHeld(run);
    await run.cancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'canceling', 'payment_changed', 'canceled']);
    expect(run.world.carrier.bookings).toBe(0);
  });

  workflowTest('is held while it waits for its customer, and when the payment is settled', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    await place(run, 'hold_1');
    run.world.payments.settle('authorised');
    await run.tellPayment();
    await isHeld(run);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('has its authorisation renewed when the last hold is released', async () => {
    const run = lab().prepare({ holds: [FRAUD] });
    run.world.payments.expiresAt = new Date(lab().now().getTime() + 2 * DAY_MS).toISOString();
    await run.start();
    await isHeld(run);
    await lab().env.sleep(3 * DAY_MS);
    await lab().setClock();
    run.world.payments.expiresAt = new Date(lab().now().getTime() + 7 * DAY_MS).toISOString();
    expect(run.world.payments.authorisations).toBe(1);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ attempts: 2, status: 'captured' });
  });

  describe('whose release was recorded in a task that was lost', () => {
    async function lost(): Promise<Run> {
      const run = await lab()
        .prepare({ holds: [FRAUD] })
        .start();
      await isHeld(run);
      const { recordRelease } = holdActivities({ orders: run.world.orders, now: () => lab().now() });
      await recordRelease({ orderId: run.order.id, cause, holdId: 'hold_1' });
      return run;
    }

    workflowTest('is handed over once it looks', async () => {
      const run = await lost();
      await lab().env.sleep('11 minutes');
      expect(await run.completes()).toBe('COMPLETED');
    });

    workflowTest('goes on at once when the carrier tells of its parcel, which that task has booked', async () => {
      const run = await lost();
      await parcel(run, 1, 'picked_up');
      await run.reaches('SHIPPED');
      await parcel(run, 1, 'delivered');
      expect(await run.end()).toBe('COMPLETED');
    });

    workflowTest('goes on when it is released again', async () => {
      const run = await lost();
      await run.release('hold_1');
      expect(await run.completes()).toBe('COMPLETED');
    });
  });

  workflowTest('stays held in a run that is started anew', async () => {
    const run = await lab()
      .prepare({ holds: [FRAUD] })
      .start();
    await isHeld(run);
    await run.handle.terminate();
    lab().worn = true;
    await run.startAgain();
    await isHeld(run);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
  });
});

describe('a hold', () => {
  workflowTest('is one however often it is placed, and released once', async () => {
    const run = await lab()
      .prepare({ holds: [FRAUD] })
      .start();
    await isHeld(run);
    await Promise.all([place(run, 'hold_2'), place(run, 'hold_2')]);
    await Promise.all([run.release('hold_2'), run.release('hold_2')]);
    expect(run.world.order.holds).toMatchObject([{ holdId: 'hold_1' }]);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('is refused once the order is booked, or has all the holds there may be', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await expect(place(run, 'hold_1')).rejects.toMatchObject({ code: 'HOLD_REFUSED' });
    expect(await run.completes()).toBe('COMPLETED');

    const full = await lab()
      .prepare({ holds: Array.from({ length: MOST_HOLDS }, () => FRAUD) })
      .start();
    await isHeld(full);
    await expect(place(full, 'hold_11')).rejects.toMatchObject({ code: 'HOLD_REFUSED' });
    await full.cancel();
    expect(await full.end()).toBe('CANCELED');
  });
});

describe('an order that can be changed for a while', () => {
  const HALF_AN_HOUR = { handOverDelayMs: 1_800_000 };

  workflowTest('is handed over when that time is over, counted from when it was placed', async () => {
    const run = await lab().prepare(HALF_AN_HOUR).start();
    await run.shows('Can be changed until');
    expect(run.world.carrier.bookings).toBe(0);
    const { createdAt, handOverAfter } = run.world.order;
    expect(Date.parse(handOverAfter ?? '') - Date.parse(createdAt)).toBe(1_800_000);
    await lab().env.sleep('31 minutes');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('can be held meanwhile, for longer than that', async () => {
    const run = await lab().prepare(HALF_AN_HOUR).start();
    await run.shows('Can be changed until');
    await place(run, 'hold_1');
    await lab().env.sleep('31 minutes');
    await isHeld(run);
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('can be cancelled meanwhile', async () => {
    const run = await lab().prepare(HALF_AN_HOUR).start();
    await run.shows('Can be changed until');
    await run.cancel();
    expect(await run.end()).toBe('CANCELED');
  });
});
