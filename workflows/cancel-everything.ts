import type { OrderReason } from '../domain/order.ts';
import type { StatusVersion } from '../domain/ports.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderState } from './order-state.ts';
import { withEscalation, type Escalation } from './escalation.ts';
import { beginCanceling, finishCanceling, releaseStock, voidPayment } from './steps.ts';

/** Registers what gives everything back. Each undo is harmless where nothing was done. */
export const undoStock = (state: OrderState, { items }: ProcessOrderInput['request']) =>
  state.undos.add(() => releaseStock({ orderId: state.orderId, items }));

export const undoPayment = (state: OrderState, { cause }: ProcessOrderInput) =>
  state.undos.add(() => giveHoldBack(state, state.cancelAsk?.cause ?? cause));

const CANNOT_VOID: Escalation = {
  partner: 'payment',
  code: 'UNDO_FAILING',
  text: 'The hold on the customer’s money cannot be given back: the payment provider does not carry the void out.',
};

/** The undo of an authorisation: kept up until the provider has carried it out. */
export function giveHoldBack(state: OrderState, cause: ProcessOrderInput['cause']): Promise<unknown> {
  return withEscalation(state, CANNOT_VOID, (options) => voidPayment.executeWithOptions(options, [{ orderId: state.orderId, cause }]));
}

/** Records CANCELING, undoes what was done, newest first, and records CANCELED. Nothing interrupts it. */
export async function cancelEverything(state: OrderState, input: ProcessOrderInput, because?: OrderReason): Promise<void> {
  // A run that finds its order CANCELING did not pay for it, and the one before it may have.
  if (state.status === 'CANCELING') undoPayment(state, input);
  const step = cancelStep(state, input, because);
  await undoEverything(state, step, await beginCanceling(step));
}

/**
 * The same where no payment is known yet. False when the order is further than this workflow has heard, because of a task that was
 * lost: then there may be a parcel, which the carrier has to let go first.
 */
export async function cancelUnpaid(state: OrderState, input: ProcessOrderInput): Promise<boolean> {
  const step = cancelStep(state, input);
  const begun = await beginCanceling({ ...step, from: 'CREATED' });
  state.recordStatus(begun);
  if (begun.status !== 'CANCELING') return false;
  await undoEverything(state, step, begun);
  return true;
}

interface CancelStep {
  readonly orderId: string;
  readonly cause: ProcessOrderInput['cause'];
  readonly reason: OrderReason;
}

/** What both records of a cancel say, whoever else asks for it meanwhile. */
function cancelStep({ orderId, cancelAsk }: OrderState, input: ProcessOrderInput, because?: OrderReason): CancelStep {
  const requested = { code: 'cancel_requested' as const, text: cancelAsk?.reason ?? 'The order was cancelled on request.' };
  return { orderId, cause: cancelAsk?.cause ?? input.cause, reason: because ?? requested };
}

async function undoEverything(state: OrderState, { orderId, cause, reason }: CancelStep, begun: StatusVersion): Promise<void> {
  state.publishStatus(begun, `Undoing: ${reason.text}`);
  await state.undos.run();
  state.publishStatus(await finishCanceling({ orderId, cause }), reason.text);
  state.settleCancel('canceled');
}
