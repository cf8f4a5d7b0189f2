import { condition } from '@temporalio/workflow';
import type { Tried } from '../activities/at-once.ts';
import type { TakenSteps } from '../activities/create-order.ts';
import type { AuthorisationAnswer } from '../activities/payment.ts';
import type { OrderReason } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import { cancelUnpaidOrder, undoPayment, undoStock } from './cancel-order.ts';
import { cancelWithCarrier } from './cancel-with-carrier.ts';
import { declinedText } from './declined-text.ts';
import { CANCEL_REQUESTED, type OrderState } from './order-state.ts';
import { outOfStock } from './out-of-stock.ts';
import { type SettledStock, waitForStock } from './wait-for-stock.ts';
import { AUTHORISE, callPartnerWithin, confirmUnpaid, readOrder, rejectOrder, reserveStock } from './steps.ts';

const SECURED = Symbol('secured');

/**
 * Reserves stock, waiting for it where the order may, and authorises the payment, as far as neither was `taken` yet. False when the order has come to its end instead:
 * REJECTED or CANCELED.
 */
export async function secure(state: OrderState, taken: TakenSteps): Promise<boolean> {
  const { orderId, version } = state;
  const stock = taken.stock ?? (await reserveStock({ orderId, version, cause: state.cause }));
  let isSecured = state.isFree;
  // A task that was lost may have asked the provider already: whatever comes first now, the hold is given back.
  if (!isSecured && stock.outcome !== 'short') undoPayment(state);
  const outcome = await state.forward(async () => {
    const settled = stock.outcome === 'waiting' ? await waitForStock(state, stock) : stock;
    const reached = await confirm(state, settled, taken);
    isSecured = reached === SECURED;
    return reached;
  });
  // The task that went on to book at once may have been lost: from here on only the carrier knows whether there is a parcel.
  if (outcome === CANCEL_REQUESTED && isSecured) return true;
  if (outcome === CANCEL_REQUESTED) return !(await cancelUnpaidOrder(state)) && !state.endedBefore();
  if (outcome !== SECURED) return reject(state, outcome);
  return true;
}

async function confirm(state: OrderState, stock: SettledStock, taken: TakenSteps): Promise<OrderReason | typeof SECURED> {
  if (stock.outcome === 'short') return { code: 'out_of_stock', text: outOfStock(stock.shortages) };
  if (stock.outcome === 'released') return EXPIRED;

  if (state.isFree) {
    state.recordStatus(taken.confirmation ?? (await confirmUnpaid({ orderId: state.orderId, cause: state.cause })));
    return SECURED;
  }
  return authorise(state, Date.parse(stock.expiresAt), taken.authorisation);
}

/** Expiry wins over waiting: a payment that is found later is voided. */
async function authorise(
  state: OrderState,
  expiresAt: number,
  first: Tried<AuthorisationAnswer> | undefined,
): Promise<OrderReason | typeof SECURED> {
  const { orderId, cause } = state;
  for (let tried = first; ; tried = undefined) {
    const heard = state.paymentNotifications;
    const { version } = state;
    const answer = await callPartnerWithin(state, AUTHORISE, { orderId, cause, version }, { withinMs: expiresAt - Date.now(), tried });
    if (answer === undefined) return (await isConfirmed(state)) ? SECURED : EXPIRED;
    if (answer.outcome === 'authorised') {
      state.recordStatus(answer.statusVersion);
      return SECURED;
    }
    if (answer.outcome === 'declined') return { code: 'payment_declined', text: declinedText('The payment was declined', answer) };
    state.publishStatus(answer.statusVersion, `Waiting for the customer to settle the payment at ${answer.nextActionUrl}.`);
    // Not for ever: the webhook may be lost.
    await condition(() => state.paymentNotifications > heard, askAgainAfter(expiresAt - Date.now()), {
      summary: 'Ask the payment provider itself',
    });
  }
}

/**
 * Whether the row is further than this workflow has heard: a try was recorded whose answer came too late, or the workflow is
 * older than its order, out of a backup. Nobody has given the stock back yet, so the order goes on from there.
 */
async function isConfirmed(state: OrderState): Promise<boolean> {
  const statusVersion = await readOrder({ orderId: state.orderId, cause: state.cause });
  if (!FURTHER.has(statusVersion.status)) return false;
  state.recordStatus(statusVersion);
  return true;
}

const FURTHER: ReadonlySet<OrderStatus> = new Set(['CONFIRMED', 'FULFILLING', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'RETURNED']);

const LEAST_PAUSE_MS = 30_000;

/** A third of the time that is left, so that the provider is asked a handful of times before the reservation expires (ms). */
function askAgainAfter(leftMs: number): number {
  return Math.max(1, Math.min(leftMs, Math.max(LEAST_PAUSE_MS, Math.floor(leftMs / 3))));
}

const EXPIRED: OrderReason = { code: 'reservation_expired', text: 'The payment was not settled before the reservation of stock expired.' };

/** REJECTED is recorded only after everything was undone. True when there is a parcel by now that the carrier keeps. */
async function reject(state: OrderState, reason: OrderReason): Promise<boolean> {
  await state.undos.run();
  state.publishStatus(await rejectOrder({ orderId: state.orderId, cause: state.cause, reason }), reason.text);
  if (state.status !== 'REJECTED') {
    // A try that was still under way when its time was over, or a worker that was frozen in the middle of the first task, has taken
    // the order on meanwhile: that is undone as a cancel is.
    undoStock(state);
    undoPayment(state);
    return !(await cancelWithCarrier(state, reason));
  }
  state.settleCancel('refused', `The order was rejected first: ${reason.text}`);
  return false;
}
