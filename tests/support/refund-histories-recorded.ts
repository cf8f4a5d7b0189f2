import { refundOf } from './refund-run.ts';
import type { Run } from './workflow-run.ts';

type Refund = ReturnType<typeof refundOf>;

/** One refund of each kind, of an order that is completed; the histories that the replay test keeps are named after them. */
export const REFUND_COURSES: Readonly<Record<string, (run: Run) => Promise<Refund>>> = {
  async succeeded(run) {
    const refund = refundOf(run, { items: [{ lineId: 'line_1', quantity: 1 }] });
    await refund.ask();
    return refund;
  },
  async declined(run) {
    run.world.payments.declinesRefund = true;
    return refused(refundOf(run));
  },
  refused: (run) => refused(refundOf(run, { amountCents: 999_999 })),
  async 'cancelled-in-the-middle'(run) {
    const gate = run.world.faults.block('payments.refund');
    const refund = refundOf(run);
    const asked = refund.ask();
    await gate.reached;
    await refund.handle.cancel();
    gate.open();
    await asked;
    return refund;
  },
};

async function refused(refund: Refund): Promise<Refund> {
  await refund.ask().catch(() => undefined);
  return refund;
}
