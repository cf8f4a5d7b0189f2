import { condition } from '@temporalio/workflow';
import type { OrderState } from './order-state.ts';

/** Whether something keeps the order from being handed over. */
export function isHeldBack(state: OrderState): boolean {
  return state.status === 'CONFIRMED' && (state.holds.isAny || untilMs(state) > 0);
}

/** Waits until every hold is released and the order's time to be changed is over. A request to cancel ends the wait. */
export async function waitForRelease(state: OrderState): Promise<void> {
  while (!state.openCancel && isHeldBack(state)) {
    const isHeld = state.holds.isAny;
    state.waiting(
      isHeld ? 'Held; waiting for every hold to be released.' : `Can be changed until ${state.handOverAfter}, and is handed over then.`,
    );
    const isOver = () => state.openCancel !== undefined || state.holds.isAny !== isHeld;
    await (isHeld ? condition(isOver) : condition(isOver, untilMs(state), { summary: 'The order can still be changed' }));
  }
}

function untilMs({ handOverAfter }: OrderState): number {
  return handOverAfter === undefined ? 0 : Date.parse(handOverAfter) - Date.now();
}
