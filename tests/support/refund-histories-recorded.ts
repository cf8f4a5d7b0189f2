import type { FollowUp } from './follow-up-histories-recorded.ts';
import { refundOf } from './refund-run.ts';

type Refund = ReturnType<typeof refundOf>;

/** One refund of each kind, of an order that is completed. */
export const REFUND_COURSES: Readonly<Record<string, FollowUp>> = {
  succeeded: {
    async take(run) {
      const refund = refundOf(run, { items: [{ lineId: 'line_1', quantity: 1 }] });
      await refund.ask();
      return refund;
    },
  },
  declined: {
    take(run) {
      run.world.payments.declinesRefund = true;
      return refused(refundOf(run));
    },
  },
  refused: { take: (run) => refused(refundOf(run, { amountCents: 999_999 })) },
  'cancelled-in-the-middle': {
    async take(run) {
      const gate = run.world.faults.block('payments.refund');
      const refund = refundOf(run);
      const asked = refund.ask();
      await gate.reached;
      await refund.handle.cancel();
      gate.open();
      await asked;
      return refund;
    },
  },
};

async function refused(refund: Refund): Promise<Refund> {
  await refund.ask().catch(() => undefined);
  return refund;
}
