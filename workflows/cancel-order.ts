import type { BeginCancelingStep } from '../activities/cancel.ts';
import type { BegunCancel } from '../activities/cancel-at-once.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderReason } from '../domain/order.ts';
import type { StatusVersion } from '../domain/ports/order-store.ts';
import type { Escalation } from './escalation.ts';
import type { OrderState } from './order-state.ts';
import { beginCanceling, callPartner, finishCanceling, releaseStock, VOID } from './steps.ts';

/** Registers what gives everything back. Each undo is harmless where nothing was done. */
export const undoStock = (state: OrderState) =>
  state.undos.add('stock', () => releaseStock({ orderId: state.orderId, cause: causeOfUndo(state) }));

export const undoPayment = (state: OrderState) => state.undos.add('payment', () => voidAuthorisation(state, causeOfUndo(state)));

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
  await undoEverything(state, step, await begin(state, step));
}

/**
 * The same where no payment is known yet. False when the order is further than this workflow has heard, because of a task that was
 * lost: then there may be a parcel, which the carrier has to let go first.
 */
export async function cancelUnpaidOrder(state: OrderState): Promise<boolean> {
  const step = cancelStep(state);
  const begun = await begin(state, { ...step, from: 'CREATED' });
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

/**
 * Begins the cancel and undoes what goes at once, unless a queue limits how fast the provider is called. The step once began it only:
 * what it answers decides what is left, so that histories of then go on as they were.
 */
function begin({ undos, settings }: OrderState, step: BeginCancelingStep): Promise<BegunCancel> {
  const isLimited = settings.partnerQueues[VOID.partner] !== undefined && undos.open.includes('payment');
  return beginCanceling({ ...step, ...(!isLimited && { undoes: undos.open }) });
}

async function undoEverything(state: OrderState, step: CancelStep, { undone = [], ended, ...begun }: BegunCancel): Promise<void> {
  const { reason } = step;
  state.undos.wereRun(undone);
  state.publishStatus(ended ?? (await undoTheRest(state, step, begun)), reason.text);
  state.settleCancel('canceled');
}

async function undoTheRest(state: OrderState, { orderId, cause, reason }: CancelStep, begun: StatusVersion): Promise<StatusVersion> {
  state.publishStatus(begun, `Undoing: ${reason.text}`);
  await state.undos.run();
  return finishCanceling({ orderId, cause });
}
