import { allHandlersFinished, CancelledFailure, CancellationScope, condition } from '@temporalio/workflow';
import { cancelEverything, undoPayment, undoStock } from './cancel-everything.ts';
import { deliver } from './deliver.ts';
import { handOver } from './hand-over.ts';
import type { ProcessOrderInput, ProcessOrderResult } from './messages.ts';
import { OrderState } from './order-state.ts';
import { receiveMessages } from './receive-messages.ts';
import { secure } from './secure.ts';
import { createOrder, withdrawAttention } from './steps.ts';

/**
 * One order from its acceptance to its end. Every step is recorded once in PostgreSQL, so a run that starts again, after a reset
 * or a termination, goes quickly through what is done and on from there.
 */
export async function processOrder(input: ProcessOrderInput): Promise<ProcessOrderResult> {
  const root = CancellationScope.current();
  const state = new OrderState(input);
  receiveMessages(state, root);

  await CancellationScope.nonCancellable(async () => {
    await runPhases(state, input);
    await condition(() => allHandlersFinished() && state.openRefusals === 0);
  });
  if (state.status === 'CANCELED' && root.consideredCancelled) throw new CancelledFailure('The order was cancelled');
  return { status: state.status };
}

async function runPhases(state: OrderState, input: ProcessOrderInput): Promise<void> {
  // Before the first step: the task that takes it may be lost, and be run again with a cancel in it.
  undoStock(state, input.request);
  const begun = await createOrder(input);
  state.patienceMs = begun.patienceMs;
  state.queues = begun.queues;
  state.recordStatus(begun);
  if (state.endedBefore()) return;
  if (begun.isListed) await lookAgain(state);
  if (state.status === 'CANCELING') return cancelEverything(state, input);

  // A run that finds its order further on must not ask again whether it may be: it only learns what is to be undone.
  if (!begun.stock) undoPayment(state, input);
  else if (!(await secure(state, input, begun.stock))) return;
  const left = await handOver(state, input);
  if (!left) return;
  await deliver(state, input);
}

/** What an earlier run asked of people, this one asks anew if it still has to. */
async function lookAgain(state: OrderState): Promise<void> {
  const cause = { ...state.cause, actor: 'reconciler' as const };
  const why = 'A new run of the workflow looks again.';
  state.publishStatus(await withdrawAttention({ orderId: state.orderId, cause, occasion: state.newOccasion(), why }), why);
}
