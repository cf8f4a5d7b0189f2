import type { ReturnMove } from '../../domain/return-move.ts';
import type { Point } from '../support/workflow-faults.ts';
import { returnOf } from '../support/return-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();

/** A delivered order of two units at 19.99, paid for. */
async function completed(): Promise<Run> {
  const run = await lab().prepare().start();
  expect(await run.completes()).toBe('COMPLETED');
  return run;
}
const receives = (restock: number, missing = 0): ReturnMove => ({ to: 'received', items: [{ lineId: 'line_1', restock, missing }] });

describe('a return', () => {
  workflowTest('is approved at once, received, restocked, refunded and closed; with the last unit the order is RETURNED', async () => {
    const run = await completed();
    const first = returnOf(run);
    expect(await first.announce()).toBe('settled');
    expect(first.row()).toMatchObject({ status: 'approved' });
    expect(await first.details()).toContain('**approved** · waits for the goods until');
    expect(await first.change(receives(1))).toBe('settled');
    expect([run.world.order.status, run.world.order.payment.refundedCents, await first.status()]).toEqual(['COMPLETED', 1999, 'COMPLETED']);
    const second = returnOf(run);
    await second.announce();
    await second.change(receives(1));
    expect(run.world.events.slice(-6)).toEqual(['changed', 'changed', 'changed', 'payment_changed', 'refunded', 'returned']);
    expect(run.world.stock.level('SKU-1').onHand).toBe(10);
    expect(run.world.faultsAtEnd()).toEqual([]);
  });

  workflowTest('that asks for more than there is ends as an answer, whoever was first', async () => {
    const run = await completed();
    const [one, other] = [returnOf(run, 2), returnOf(run, 2)];
    const answers = await Promise.all([one, other].map((each) => each.announce().catch((error: { code: string }) => error.code)));
    expect(answers.toSorted()).toEqual(['RETURN_REFUSED', 'settled']);
    expect(run.world.order.returns).toHaveLength(1);
    expect([await one.status(), await other.status()].toSorted()).toEqual(['COMPLETED', 'RUNNING']);
  });

  workflowTest('that a person decides about waits for them, and is declined or cancelled for good', async () => {
    const { approveReturn } = lab();
    lab().approveReturn = async () => ({ verdict: 'undecided' });
    const run = await completed();
    const declined = returnOf(run, 2);
    expect([await declined.announce(), declined.row()?.status]).toEqual(['settled', 'requested']);
    await expect(declined.change(receives(2))).rejects.toMatchObject({ code: 'RETURN_REFUSED' });
    await declined.change({ to: 'declined', reason: 'worn' });
    expect(declined.row()).toMatchObject({ status: 'declined', declineReason: 'worn' });
    expect(await declined.change({ to: 'approved' })).toBe('closed');
    const cancelled = returnOf(run, 2);
    await cancelled.announce();
    await cancelled.change({ to: 'approved' });
    await cancelled.handle.cancel();
    await cancelled.becomes('cancelled');
    expect(run.world.orders.events.at(-1)).toMatchObject({ actor: 'temporal', why: 'A return was cancelled.' });
    lab().approveReturn = approveReturn;
  });

  workflowTest('expires when its goods do not come in time, and not before', async () => {
    const run = await completed();
    const late = returnOf(run, 2);
    await late.announce();
    await lab().env.sleep('59 days');
    expect(late.row()?.status).toBe('approved');
    await lab().env.sleep('25 hours');
    await late.becomes('expired');
    expect(run.world.orders.events.at(-1)?.actor).toBe('clock');
    expect(run.world.order.status).toBe('COMPLETED');
  });

  workflowTest('is received once, however often and under however many names it is received', async () => {
    const run = await completed();
    const returned = returnOf(run, 2);
    await returned.announce();
    const answers = await Promise.all(
      [receives(2), receives(2), receives(1, 1)].map((move) => returned.change(move).catch((error: { code: string }) => error.code)),
    );
    const counts = answers.filter((answer) => answer === 'settled' || answer === 'closed').length;
    expect(counts).toBeLessThan(3);
    expect(run.world.payments.refunds.size).toBe(1);
    const units = returned.row()?.lines[0];
    expect(run.world.stock.level('SKU-1').onHand).toBe(8 + (units?.restocked ?? 0));
  });
});

describe('a return in trouble', () => {
  const POINTS: readonly { readonly point: Point; readonly after: boolean }[] = [
    { point: 'stock.restock', after: true },
    { point: 'orders.change:refund_opened:return', after: true },
    { point: 'payments.refund', after: true },
    { point: 'orders.change:return_closed', after: false },
  ];
  workflowTest.each(POINTS)('$point fails (after its effect: $after): goods and money go back once', async ({ point, after }) => {
    const run = await completed();
    const returned = returnOf(run);
    await returned.announce();
    run.world.faults.fail((point.startsWith('orders.') ? `${point}:${returned.returnId}` : point) as Point, { times: 2, after });
    expect(await returned.change(receives(1))).toBe('settled');
    expect([...run.world.payments.refunds.values()]).toEqual([1999]);
    expect(run.world.stock.level('SKU-1').onHand).toBe(9);
    expect(returned.row()?.status).toBe('closed');
  });

  workflowTest('that was terminated by hand is finished by who starts it anew', async () => {
    const run = await completed();
    const returned = returnOf(run, 2);
    await returned.announce();
    lab().worn = true;
    await returned.handle.terminate('the test says so');
    expect(await returned.change(receives(2))).toBe('closed');
    expect(await returned.announce()).toBe('settled');
    expect(await returned.change(receives(2))).toBe('settled');
    expect(run.world.order.status).toBe('RETURNED');
  });
});
