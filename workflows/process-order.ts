import { allHandlersFinished, CancelledFailure, CancellationScope, condition } from '@temporalio/workflow';
import { cancelEverything, undoPayment, undoStock } from './cancel-everything.ts';
import { deliver } from './deliver.ts';
import { handOver } from './hand-over.ts';
import type { ProcessOrderInput, ProcessOrderResult } from './messages.ts';
import { OrderLife } from './order-life.ts';
import { receiveMessages } from './receive-messages.ts';
import { secure } from './secure.ts';
import { createOrder, withdrawAttention } from './steps.ts';

/**
 * One order from its acceptance to its end. Every step is recorded once in PostgreSQL, so a run that starts again, after a reset
 * or a termination, goes quickly through what is done and on from there.
 */
export async function processOrder(input: ProcessOrderInput): Promise<ProcessOrderResult> {
  const root = CancellationScope.current();
  const life = new OrderLife(input);
  receiveMessages(life, root);

  await CancellationScope.nonCancellable(async () => {
    await tellStory(life, input);
    await condition(() => allHandlersFinished() && life.openRefusals === 0);
  });
  if (life.status === 'CANCELED' && root.consideredCancelled) throw new CancelledFailure('The order was cancelled');
  return { status: life.status };
}

async function tellStory(life: OrderLife, input: ProcessOrderInput): Promise<void> {
  // Before the first step: the task that takes it may be lost, and be run again with a cancel in it.
  undoStock(life, input.request);
  const begun = await createOrder(input);
  life.patienceMs = begun.patienceMs;
  life.queues = begun.queues;
  life.passed(begun);
  if (life.endedBefore()) return;
  if (begun.isListed) await lookAgain(life);
  if (life.status === 'CANCELING') return cancelEverything(life, input);

  // A run that finds its order further on must not ask again whether it may be: it only learns what is to be undone.
  if (!begun.stock) undoPayment(life, input);
  else if (!(await secure(life, input, begun.stock))) return;
  const left = await handOver(life, input);
  if (!left) return;
  await deliver(life, input);
}

/** What an earlier run asked of people, this one asks anew if it still has to. */
async function lookAgain(life: OrderLife): Promise<void> {
  const cause = { ...life.cause, actor: 'reconciler' as const };
  const why = 'A new run of the workflow looks again.';
  life.moved(await withdrawAttention({ orderId: life.orderId, cause, occasion: life.newOccasion(), why }), why);
}
