import type { Cause } from '../domain/order-event.ts';
import type { OrderReason } from '../domain/order.ts';
import type { StatusVersion } from '../domain/ports/order-store.ts';
import type { Escalation } from './escalation.ts';
import type { OrderState } from './order-state.ts';
import { beginCanceling, callPartner, finishCanceling, releaseStock, VOID } from './steps.ts';

/** Registers what gives everything back. Each undo is harmless where nothing was done. */
export const undoStock = (state: OrderState) => state.undos.add(() => releaseStock({ orderId: state.orderId, cause: causeOfUndo(state) }));

export const undoPayment = (state: OrderState) => state.undos.add(() => voidAuthorisation(state, causeOfUndo(state)));

const causeOfUndo = ({ openCancel, cause }: OrderState): Cause => openCancel?.cause ?? cause;

export const CANNOT_VOID: Escalation = {
  code: 'UNDO_FAILING',
  text: 'The hold on the customer’s money cannot be given back.',
};

/** The undo of an authorisation: kept up until the provider has carried it out. */
export function voidAuthorisation(state: OrderState, cause: Cause): Promise<StatusVersion> {
  return callPartner(state, VOID, { orderId: state.orderId, cause }, CANNOT_VOID);
}

/** Records CANCELING, undoes what was done, newest first, and records CANCELED. Nothing interrupts it. */
export async function cancelOrder(state: OrderState, because?: OrderReason): Promise<void> {
  // A run that finds its order CANCELING did not pay for it, and the one before it may have.
  if (state.status === 'CANCELING') undoPayment(state);
  const step = cancelStep(state, because);
  await undoEverything(state, step, await beginCanceling(step));
}

/**
 * The same where no payment is known yet. False when the order is further than this workflow has heard, because of a task that was
 * lost: then there may be a parcel, which the carrier has to let go first.
 */
export async function cancelUnpaidOrder(state: OrderState): Promise<boolean> {
  const step = cancelStep(state);
  const begun = await beginCanceling({ ...step, from: 'CREATED' });
  state.recordStatus(begun);
  if (begun.status !== 'CANCELING') return false;
  await undoEverything(state, step, begun);
  return true;
}

interface CancelStep {
  readonly orderId: string;
  readonly cause: Cause;
  readonly reason: OrderReason;
}

/** What both records of a cancel say, whoever else asks for it meanwhile. */
function cancelStep({ orderId, openCancel, cause }: OrderState, because?: OrderReason): CancelStep {
  const requested = { code: 'cancel_requested' as const, text: openCancel?.reason ?? 'The order was cancelled on request.' };
  return { orderId, cause: openCancel?.cause ?? cause, reason: because ?? openCancel?.because ?? requested };
}

async function undoEverything(state: OrderState, { orderId, cause, reason }: CancelStep, begun: StatusVersion): Promise<void> {
  state.publishStatus(begun, `Undoing: ${reason.text}`);
  await state.undos.run();
  state.publishStatus(await finishCanceling({ orderId, cause }), reason.text);
  state.settleCancel('canceled');
}
