import { condition } from '@temporalio/workflow';
import type { Authorisation } from '../activities/payment.ts';
import type { OrderReason } from '../domain/order.ts';
import type { OrderStatus } from '../domain/order-status.ts';
import type { ReserveOutcome, Shortage } from '../domain/ports.ts';
import { cancelUnpaid, undoPayment, undoStock } from './cancel-everything.ts';
import { cancelWithCarrier } from './hand-over.ts';
import type { ProcessOrderInput } from './messages.ts';
import { CANCEL_ASKED, type OrderState } from './order-state.ts';
import { isTimeUp, localFirst, queueOf, type Step } from './escalation.ts';
import { authorisePayment, authoriseLocally, confirmUnpaid, readOrder, rejectOrder } from './steps.ts';

const SECURED = Symbol('secured');

/** Authorises the payment of an order whose stock is reserved. False when the order has come to its end instead: REJECTED or CANCELED. */
export async function secure(state: OrderState, input: ProcessOrderInput, stock: ReserveOutcome): Promise<boolean> {
  let isSecured = isFree(input);
  // A task that was lost may have asked the provider already: whatever comes first now, the hold is given back.
  if (!isSecured && stock.outcome !== 'short') undoPayment(state, input);
  const outcome = await state.forward(async () => {
    const reached = await confirm(state, input, stock);
    isSecured = reached === SECURED;
    return reached;
  });
  // The task that went on to book at once may have been lost: from here on only the carrier knows whether there is a parcel.
  if (outcome === CANCEL_ASKED && isSecured) return true;
  if (outcome === CANCEL_ASKED) return !(await cancelUnpaid(state, input)) && !state.endedBefore();
  if (outcome !== SECURED) return reject(state, input, outcome);
  return true;
}

async function confirm(state: OrderState, input: ProcessOrderInput, stock: ReserveOutcome): Promise<OrderReason | typeof SECURED> {
  if (stock.outcome === 'short') return outOfStock(stock.shortages);
  if (stock.outcome === 'released') return EXPIRED;

  if (isFree(input)) {
    state.recordStatus(await confirmUnpaid({ orderId: state.orderId, cause: input.cause }));
    return SECURED;
  }
  return authorise(state, input, Date.parse(stock.expiresAt));
}

export function isFree({ request }: ProcessOrderInput): boolean {
  return request.items.every((item) => item.priceCents === 0);
}

/** Expiry wins over waiting: a payment that is found later is voided. */
async function authorise(state: OrderState, input: ProcessOrderInput, expiresAt: number): Promise<OrderReason | typeof SECURED> {
  const ask = askToAuthorise(state, input);
  for (;;) {
    const heard = state.paymentNews;
    const answer = await untilExpiry(ask, state, expiresAt - Date.now());
    if (answer === undefined) return (await isConfirmed(state)) ? SECURED : EXPIRED;
    if (answer.outcome === 'authorised') {
      state.recordStatus(answer.statusVersion);
      return SECURED;
    }
    if (answer.outcome === 'declined') return { code: 'payment_declined', text: 'The payment was declined.' };
    state.publishStatus(answer.statusVersion, `Waiting for the customer to settle the payment at ${answer.nextActionUrl}.`);
    // Not for ever: the webhook may be lost.
    await condition(() => state.paymentNews > heard, askAgainAfter(expiresAt - Date.now()), { summary: 'Ask the payment provider itself' });
  }
}

/**
 * Whether the row is further than this workflow has heard: a try was recorded whose answer came too late, or the workflow is
 * older than its order, out of a backup. Nobody has given the stock back yet, so the order goes on from there.
 */
async function isConfirmed(state: OrderState): Promise<boolean> {
  const statusVersion = await readOrder({ orderId: state.orderId });
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

function askToAuthorise(state: OrderState, { cause, request }: ProcessOrderInput): Step<Authorisation> {
  const call = () => ({ orderId: state.orderId, cause, token: request.paymentToken, version: state.version });
  return localFirst(
    () => authoriseLocally(call()),
    (options) => {
      state.waiting('Authorising the payment.');
      return authorisePayment.executeWithOptions(options, [call()]);
    },
  );
}

/** Undefined when the reservation expired before the provider gave an answer; its retries are over then. */
async function untilExpiry<T>(step: Step<T>, { queues }: OrderState, remainingMs: number): Promise<T | undefined> {
  if (remainingMs <= 0) return undefined;
  try {
    return await step({ scheduleToCloseTimeout: remainingMs, ...queueOf('payment', queues) });
  } catch (error) {
    if (isTimeUp(error)) return undefined;
    throw error;
  }
}

const EXPIRED: OrderReason = { code: 'reservation_expired', text: 'The payment was not settled before the reservation of stock expired.' };

function outOfStock(shortages: readonly Shortage[]): OrderReason {
  const text = shortages.map(({ sku, wanted, available }) => `${sku}: ${wanted} wanted, ${available} available`).join('; ');
  return { code: 'out_of_stock', text: `Not enough in stock. ${text}`.slice(0, 1000) };
}

/** REJECTED is recorded only after everything was undone. True when there is a parcel by now that the carrier keeps. */
async function reject(state: OrderState, input: ProcessOrderInput, reason: OrderReason): Promise<boolean> {
  await state.undos.run();
  state.publishStatus(await rejectOrder({ orderId: state.orderId, cause: input.cause, reason }), reason.text);
  if (state.status !== 'REJECTED') {
    // A try that was still under way when its time was over, or a worker that was frozen in the middle of the first task, has taken
    // the order on meanwhile: that is undone as a cancel is.
    undoStock(state, input.request);
    undoPayment(state, input);
    return !(await cancelWithCarrier(state, input, reason));
  }
  state.settleCancel('refused', `The order was rejected first: ${reason.text}`);
  return false;
}
