import type { OrderReason } from '../domain/order.ts';
import type { Standing } from '../domain/ports.ts';
import type { ProcessOrderInput } from './messages.ts';
import type { OrderLife } from './order-life.ts';
import { patiently, type Trouble } from './patience.ts';
import { beginCanceling, finishCanceling, releaseStock, voidPayment } from './steps.ts';

/** Registers what gives everything back. Each undo is harmless where nothing was done. */
export const undoStock = (life: OrderLife, { items }: ProcessOrderInput['request']) =>
  life.undos.add(() => releaseStock({ orderId: life.orderId, items }));

export const undoPayment = (life: OrderLife, { cause }: ProcessOrderInput) =>
  life.undos.add(() => giveHoldBack(life, life.cancelAsk?.cause ?? cause));

const CANNOT_VOID: Trouble = {
  partner: 'payment',
  code: 'UNDO_FAILING',
  text: 'The hold on the customer’s money cannot be given back: the payment provider does not carry the void out.',
};

/** The undo of an authorisation: kept up until the provider has carried it out. */
export function giveHoldBack(life: OrderLife, cause: ProcessOrderInput['cause']): Promise<unknown> {
  return patiently(life, CANNOT_VOID, (options) => voidPayment.executeWithOptions(options, [{ orderId: life.orderId, cause }]));
}

/** Records CANCELING, undoes what was done, newest first, and records CANCELED. Nothing interrupts it. */
export async function cancelEverything(life: OrderLife, input: ProcessOrderInput, because?: OrderReason): Promise<void> {
  // A run that finds its order CANCELING did not pay for it, and the one before it may have.
  if (life.status === 'CANCELING') undoPayment(life, input);
  const step = cancelStep(life, input, because);
  await undoEverything(life, step, await beginCanceling(step));
}

/**
 * The same where no payment is known yet. False when the order is further than this workflow has heard, because of a task that was
 * lost: then there may be a parcel, which the carrier has to let go first.
 */
export async function cancelUnpaid(life: OrderLife, input: ProcessOrderInput): Promise<boolean> {
  const step = cancelStep(life, input);
  const begun = await beginCanceling({ ...step, from: 'CREATED' });
  life.passed(begun);
  if (begun.status !== 'CANCELING') return false;
  await undoEverything(life, step, begun);
  return true;
}

interface CancelStep {
  readonly orderId: string;
  readonly cause: ProcessOrderInput['cause'];
  readonly reason: OrderReason;
}

/** What both records of a cancel say, whoever else asks for it meanwhile. */
function cancelStep({ orderId, cancelAsk }: OrderLife, input: ProcessOrderInput, because?: OrderReason): CancelStep {
  const requested = { code: 'cancel_requested' as const, text: cancelAsk?.reason ?? 'The order was cancelled on request.' };
  return { orderId, cause: cancelAsk?.cause ?? input.cause, reason: because ?? requested };
}

async function undoEverything(life: OrderLife, { orderId, cause, reason }: CancelStep, begun: Standing): Promise<void> {
  life.moved(begun, `Undoing: ${reason.text}`);
  await life.undos.run();
  life.moved(await finishCanceling({ orderId, cause }), reason.text);
  life.settleCancel('canceled');
}
