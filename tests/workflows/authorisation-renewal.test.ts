import { shipmentIdOf } from '../../domain/identifiers.ts';
import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();
const HOUR_MS = 3_600_000;

/** An order whose authorisation ends in an hour, long before the goods would be paid. */
async function endingSoon(prepare: (run: Run) => unknown = () => undefined): Promise<Run> {
  const run = lab().prepare();
  run.world.payments.expiresAt = new Date(lab().now().getTime() + HOUR_MS).toISOString();
  prepare(run);
  return run;
}

/** From the second authorisation on they last for a week. */
function lastsFromNowOn(run: Run): void {
  run.world.payments.expiresAt = new Date(lab().now().getTime() + 7 * 24 * HOUR_MS).toISOString();
}

describe('an authorisation that is near its end before the hand-over', () => {
  workflowTest('is renewed under a reference of its own, and the old one is given back', async () => {
    const run = await endingSoon();
    const gate = run.world.faults.block('orders.change:confirmed', { after: true });
    await run.start();
    await gate.reached;
    lastsFromNowOn(run);
    gate.open();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.slice(0, 5)).toEqual(['created', 'confirmed', 'payment_changed', 'payment_changed', 'fulfilling']);
    expect(run.world.order.payment).toMatchObject({ attempts: 2, reference: `pay_${run.order.id}_2`, status: 'captured' });
    expect(run.world.orders.events[2]).toMatchObject({ actor: 'clock', why: expect.stringContaining('it is renewed') });
    expect(run.world.payments.authorisations).toBe(2);
    expect(run.world.payments.calls.map(({ token, isRenewal }) => [token, isRenewal])).toEqual([
      ['tok_ok', undefined],
      ['tok_ok', true],
    ]);
  });

  workflowTest.each(['payments.authorise', 'payments.void'] as const)(
    'is renewed once, whatever becomes of the answer of %s',
    async (point) => {
      const run = await endingSoon();
      const gate = run.world.faults.block('orders.change:confirmed', { after: true });
      await run.start();
      await gate.reached;
      lastsFromNowOn(run);
      run.world.faults.fail(point, { times: 2, after: true });
      gate.open();
      expect(await run.completes()).toBe('COMPLETED');
      expect(run.world.payments.authorisations).toBe(2);
    },
  );

  workflowTest('cancels the order when the new one is declined, and tells why', async () => {
    const run = await endingSoon();
    const gate = run.world.faults.block('orders.change:confirmed', { after: true });
    await run.start();
    await gate.reached;
    run.world.payments.answer = 'declined';
    run.world.payments.why = 'It may not be used again.';
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    const text = 'The authorisation was near its end, and a new one was declined: It may not be used again.';
    expect(run.world.order.reason).toEqual({ code: 'payment_declined', text });
    expect(run.world.carrier.bookings).toBe(0);
    // A try of a worker that was frozen in the middle of it comes to nothing.
    await expect(run.world.carrier.book({ reference: shipmentIdOf(run.order.id, 1) })).rejects.toThrow('cancelled before it was made');
  });

  workflowTest('is renewed once when the provider gives no longer ones', async () => {
    const run = await endingSoon();
    await run.start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.payments.authorisations).toBe(2);
  });

  workflowTest('leaves none behind when the order is cancelled in the middle of it', async () => {
    const run = await endingSoon();
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await gate.reached;
    await run.signalCancel();
    await run.hasHeard();
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.payments.live).toBe(0);
  });

  workflowTest('takes no money for an order that is being undone already', async () => {
    const run = await endingSoon();
    const gate = run.world.faults.block(`orders.change:renewal:pay_${run.order.id}_1`);
    await run.start();
    await gate.reached;
    await run.signalCancel();
    await run.reaches('CANCELING');
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.payments.authorisations).toBe(1);
  });
});
