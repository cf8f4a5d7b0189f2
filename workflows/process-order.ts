import { allHandlersFinished, CancelledFailure, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CreatedOrder, CreateOrderInput } from '../activities/create-order.ts';
import type { PartnerQueues } from '../domain/run-settings.ts';
import { cancelOrder, undoPayment, undoStock } from './cancel-order.ts';
import { deliver } from './deliver.ts';
import { undoBrokenEdit } from './edit-order.ts';
import { handOver } from './hand-over.ts';
import { isHeldBack, waitForRelease } from './hold-back.ts';
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
    await runOrder(state, input);
    await condition(() => allHandlersFinished() && state.openRefusals === 0);
  });
  if (state.status === 'CANCELED' && root.consideredCancelled) throw new CancelledFailure('The order was cancelled');
  return { status: state.status };
}

/** The order's phases. From the first step on, what they decide by is what the steps answer. */
async function runOrder(state: OrderState, { settings: _, ...order }: ProcessOrderInput): Promise<void> {
  // Before the first step: the task that takes it may be lost, and be run again with a cancel in it.
  undoStock(state);
  const created = await create(state, order);
  const {
    isListed,
    isFree,
    isBooked,
    isOwed,
    shipments,
    holdIds = [],
    handOverAfter,
    mayBeHalfEdited,
    status,
    version,
    ...taken
  } = created;
  state.recordStatus({ status, version });
  Object.assign(state, { isFree, isBooked, handOverAfter, mayBeBooked: status === 'CONFIRMED' });
  if (isOwed) state.paidCancels = 1;
  state.holds.found(holdIds);
  for (const shipment of shipments) state.shipments.found(shipment);
  if (state.endedBefore()) return;
  if (isListed) await withdrawOldQuestion(state);
  if (state.status === 'CANCELING') return cancelOrder(state);
  if (mayBeHalfEdited) await state.withCarrier(() => undoBrokenEdit(state));

  // A run that finds its order further on must not ask again whether it may be: it only learns what is to be undone.
  if (state.status !== 'CREATED') undoPayment(state);
  else if (!(await secure(state, taken))) return;
  if (isHeldBack(state)) await waitForRelease(state);
  if (await handOver(state, taken)) await deliver(state);
}

/**
 * Writes the order, whatever was asked for, and takes it as far as it goes at once, unless a cancel comes first or meanwhile. The step
 * once wrote the order only and the others followed one by one: what it answers decides which follow, so that histories of then go on
 * as they were, and no patch has to tell them apart.
 */
async function create(state: OrderState, order: CreateOrderInput): Promise<CreatedOrder> {
  if (state.openCancel) return createOrder(order);
  const { partnerQueues } = state.settings;
  // A hold that came first keeps the carrier from being asked.
  const partners = state.holds.isAny ? PARTNERS.filter((partner) => partner !== 'carrier') : PARTNERS;
  const asks = partners.filter((partner) => partnerQueues[partner] === undefined);
  try {
    return await state.stoppable(() => createOrder({ ...order, asks }));
  } catch (error) {
    if (!isCancellation(error)) throw error;
    return createOrder(order);
  }
}

const PARTNERS = ['payment', 'carrier'] as const satisfies readonly (keyof PartnerQueues)[];

/** What an earlier run asked of people, this one asks anew if it still has to. */
async function withdrawOldQuestion(state: OrderState): Promise<void> {
  const cause = { ...state.cause, actor: 'reconciler' as const };
  const why = 'A new run of the workflow looks again.';
  state.publishStatus(await withdrawAttention({ orderId: state.orderId, cause, occasion: state.newOccasion(), why }), why);
}
