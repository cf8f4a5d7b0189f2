import { type CancellationScope, condition, setHandler } from '@temporalio/workflow';
import type { Cause } from '../domain/order-event.ts';
import type { ReturnMove } from '../domain/return-move.ts';
import { failure } from './failure.ts';
import { changeReturn, returnDecided } from './messages.ts';
import { readReturnChange } from './read-return-change.ts';
import type { ReturnState } from './return-state.ts';
import { shielded } from './shielded.ts';
import { moveReturn } from './steps.ts';

/** Takes every message that a return's workflow knows; to be called before its first step. */
export function receiveReturnMoves(state: ReturnState, root: CancellationScope): void {
  setHandler(returnDecided, () =>
    shielded(async () => {
      await announced(state);
      await condition(() => state.isAsked || state.status !== 'requested');
    }),
  );

  setHandler(changeReturn, (change) => shielded(() => take(state, understood(change))), {
    validator: (change) => void understood(change),
  });

  // The Cancel of the Temporal UI is a request to cancel the return, as far as that still goes.
  root.cancelRequested.catch(() =>
    shielded(() => take(state, { move: { to: 'cancelled' }, cause: { actor: 'temporal' } })).catch(() => undefined),
  );
}

/** @throws ApplicationFailure when the order did not take the return */
async function announced(state: ReturnState): Promise<void> {
  await condition(() => state.status !== undefined || state.refusal !== undefined);
  if (state.refusal) throw failure(state.refusal.code, state.refusal.why);
}

/** Answered once the move is recorded; what is received, once its goods and money are settled. */
async function take(state: ReturnState, { move, cause }: { move: ReturnMove; cause: Cause }): Promise<void> {
  await announced(state);
  const answer = await moveReturn({ ...state.step, cause, move });
  if (answer.outcome === 'refused') throw failure(answer.code, answer.why);
  state.found(answer.facts);
  await condition(() => state.status !== 'received');
}

/** @throws ApplicationFailure INVALID_REQUEST */
function understood(change: unknown): { move: ReturnMove; cause: Cause } {
  const read = readReturnChange(change);
  if (read) return read;
  throw failure('INVALID_REQUEST', 'changeReturn needs { move: { to, … }, cause: { actor } }');
}
