import type { ReturnMove } from '../../domain/return-move.ts';
import type { FollowUp } from './follow-up-histories-recorded.ts';
import { returnOf } from './return-run.ts';

type Returned = ReturnType<typeof returnOf>;

const RECEIVES: ReturnMove = { to: 'received', items: [{ lineId: 'line_1', restock: 1 }] };
/** The approval leaves it to a person. */
const undecided: FollowUp['prepare'] = (lab) => {
  lab.approveReturn = async () => ({ verdict: 'undecided' });
};

/** One return of each kind, of an order that is completed. */
export const RETURN_COURSES: Readonly<Record<string, FollowUp>> = {
  received: { take: (run) => moved(returnOf(run), RECEIVES) },
  'approved-by-a-person': { prepare: undecided, take: (run) => moved(returnOf(run), { to: 'approved' }, RECEIVES) },
  declined: { prepare: undecided, take: (run) => moved(returnOf(run), { to: 'declined', reason: 'worn' }) },
  'cancelled-in-temporal': {
    async take(run) {
      const returned = await moved(returnOf(run));
      await returned.handle.cancel();
      return returned;
    },
  },
  expired: { limits: { returnExpiryMs: 1500 }, take: (run) => moved(returnOf(run)) },
  refused: { take: (run) => moved(returnOf(run, 3)) },
  'refund-declined': {
    take(run) {
      run.world.payments.declinesRefund = true;
      return moved(returnOf(run), RECEIVES);
    },
  },
};

async function moved(returned: Returned, ...moves: readonly ReturnMove[]): Promise<Returned> {
  await returned.announce().catch(() => undefined);
  for (const move of moves) await returned.change(move);
  return returned;
}
