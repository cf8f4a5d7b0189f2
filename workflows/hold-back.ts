import { condition, patched } from '@temporalio/workflow';
import type { OrderState } from './order-state.ts';
import { readOrder } from './steps.ts';

/** Between two looks whether the row still says that it is held: the first pause, and the longest of those that grow from it (ms). */
const FIRST_LOOK_MS = 10 * 60_000;
const LAST_LOOK_MS = 24 * 60 * 60_000;

/** Whether something keeps the order from being handed over. */
export function isHeldBack(state: OrderState): boolean {
  return state.status === 'CONFIRMED' && (state.holds.isAny || untilMs(state) > 0);
}

/** Waits until every hold is released and the order's time to be changed is over. A request to cancel ends the wait. */
export async function waitForRelease(state: OrderState): Promise<void> {
  let pauseMs = FIRST_LOOK_MS;
  while (!state.openCancel && isHeldBack(state)) {
    const isHeld = state.holds.isAny;
    state.waiting(
      isHeld ? 'Held; waiting for every hold to be released.' : `Can be changed until ${state.handOverAfter}, and is handed over then.`,
    );
    const isOver = () => state.openCancel !== undefined || state.holds.isAny !== isHeld;
    if (!isHeld) await condition(isOver, untilMs(state), { summary: 'The order can still be changed' });
    else if (!looksAgain()) await condition(isOver);
    else if (await isUnheard(state, isOver, pauseMs)) await look(state);
    pauseMs = Math.min(pauseMs * 2, LAST_LOOK_MS);
  }
}

/** Was: a release was heard of by its message alone. Is, since 2026-11-30: see below. Can go when no history without it is left. */
const looksAgain = () => patched('held-looks-again');

/**
 * The task in which a release was recorded may have been lost, with the message that asked for it: nobody asks again for what the row
 * says is done. True after a while without a message, or when the carrier has a parcel, which such a task has booked.
 */
async function isUnheard(state: OrderState, isOver: () => boolean, pauseMs: number): Promise<boolean> {
  const heard = state.trackingNews;
  await condition(() => isOver() || state.trackingNews > heard, pauseMs, { summary: 'Held: does the order still say so?' });
  return !isOver();
}

async function look(state: OrderState): Promise<void> {
  const { holdIds = [] } = await readOrder({ orderId: state.orderId, cause: state.cause });
  state.holds.found(holdIds);
}

function untilMs({ handOverAfter }: OrderState): number {
  return handOverAfter === undefined ? 0 : Date.parse(handOverAfter) - Date.now();
}
