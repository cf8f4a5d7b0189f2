import type { StatusVersion } from '../domain/ports/order-store.ts';
import { atOnce, type OnFailedTry } from './at-once.ts';
import type { BeginCancelingStep, cancelActivities } from './cancel.ts';
import type { paymentActivities } from './payment.ts';
import type { stockActivities } from './stock.ts';

type Steps = Pick<
  ReturnType<typeof cancelActivities> & ReturnType<typeof paymentActivities> & ReturnType<typeof stockActivities>,
  'beginCanceling' | 'voidPayment' | 'releaseStock' | 'finishCanceling'
>;

/** What a cancel can have to give back. */
export type Undo = 'stock' | 'payment';

export interface CancelAtOnceStep extends BeginCancelingStep {
  /** All that is to be undone; absent: the cancel is begun only. */
  readonly undoes?: readonly Undo[];
}

export interface BegunCancel extends StatusVersion {
  readonly undone?: readonly Undo[];
  /** Where the order stands once everything was undone. */
  readonly ended?: StatusVersion;
}

/**
 * Begins a cancel and carries it out as far as that goes at once, each step under its own name, so that a repeat finds what was done.
 * Stock and money have nothing to do with each other: they are given back side by side.
 */
export function cancelAtOnce({ steps, onFailedTry }: { readonly steps: Steps; readonly onFailedTry: OnFailedTry }) {
  return async ({ undoes, ...step }: CancelAtOnceStep): Promise<BegunCancel> => {
    const begun = await steps.beginCanceling(step);
    if (!undoes) return begun;
    // A task that was lost has done it all: CANCELED is recorded only after the undos.
    if (begun.status === 'CANCELED') return { ...begun, undone: undoes, ended: begun };
    if (begun.status !== 'CANCELING') return begun;
    const undo = { orderId: step.orderId, cause: step.cause, version: begun.version };
    const giveBack = {
      stock: () => steps.releaseStock(undo).then(() => true),
      payment: async () => (await atOnce(steps.voidPayment(undo), (error) => onFailedTry('voidPayment', error))).answer !== undefined,
    };
    const isUndone = await Promise.all(undoes.map((what) => giveBack[what]()));
    const undone = undoes.filter((_what, index) => isUndone[index]);
    return { ...begun, undone, ...(undone.length === undoes.length && { ended: await steps.finishCanceling(undo) }) };
  };
}
