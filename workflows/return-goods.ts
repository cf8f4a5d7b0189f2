import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { ReturnAnswer } from '../activities/return.ts';
import { autoUpgrade } from './auto-upgrade.ts';
import type { ReturnGoodsInput, ReturnGoodsResult } from './messages.ts';
import { receiveReturnMoves } from './receive-return-moves.ts';
import { ReturnState } from './return-state.ts';
import {
  callRegularly,
  closeReturn,
  decideReturn,
  moveReturn,
  openRefundOfReturn,
  openReturn,
  restockReturn,
  SEND_REFUND,
} from './steps.ts';

/**
 * One return from its announcement to its end. Every step is recorded once in the order, so a run that starts again goes on from
 * there. It may wait for weeks, in which the order's own workflow has long ended.
 */
export async function returnGoods(input: ReturnGoodsInput): Promise<ReturnGoodsResult> {
  const root = CancellationScope.current();
  const state = new ReturnState(input);
  receiveReturnMoves(state, root);
  await CancellationScope.nonCancellable(async () => {
    await runReturn(state, input);
    await condition(allHandlersFinished);
  });
  return state.result;
}

// It may wait for a person and then for its goods, for months: no build could ever be taken away.
autoUpgrade(returnGoods);

async function runReturn(state: ReturnState, { request }: ReturnGoodsInput): Promise<void> {
  const { step } = state;
  state.opened(await openReturn({ ...step, request }));
  if (state.status === 'requested') state.found(await decideReturn(step));
  state.isAsked = true;
  await condition(() => state.status !== 'requested');
  if (state.status === 'approved') await waitForGoods(state);
  if (state.status === 'received') await settle(state);
}

/** Until they are received, it is cancelled, or its time is over. */
async function waitForGoods(state: ReturnState): Promise<void> {
  const leftMs = Math.max(1, Date.parse(state.expiresAt ?? '') - Date.now());
  if (await condition(() => state.status !== 'approved', leftMs)) return;
  const cause = { ...state.step.cause, actor: 'clock' as const };
  // Goods may have come in the very moment: the order has the last word.
  takeFacts(state, await moveReturn({ ...state.step, cause, move: { to: 'expired' } }));
  await condition(() => state.status !== 'approved');
}

async function settle(state: ReturnState): Promise<void> {
  const { step } = state;
  await restockReturn(step);
  const refund = await openRefundOfReturn(step);
  // One that is declined stands in the order as failed: its money can be asked for anew.
  if (refund.outcome === 'opened')
    await callRegularly(state.settings, SEND_REFUND, { orderId: step.orderId, cause: step.cause, refundId: refund.refundId });
  takeFacts(state, await closeReturn(step));
}

function takeFacts(state: ReturnState, answer: ReturnAnswer): void {
  if (answer.outcome === 'taken') state.found(answer.facts);
}
