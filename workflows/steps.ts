import { proxyActivities, proxyLocalActivities, type LocalActivityInterfaceFor, type RetryPolicy } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { inTurn } from './in-turn.ts';

/** Our own database: it comes back, so there is no budget; the pause stays short, because an order waits. */
const OWN_DATABASE: RetryPolicy = { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '10s' };

/** Somebody else's service: spare it while it is down. */
const PARTNER: RetryPolicy = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' };

const QUEUE = Symbol('local steps');

/** One queue for each workflow, among its globals: the SDK keeps those apart, while all workflows of a thread share their modules. */
function afterTheOthers<T>(step: () => Promise<T>): Promise<T> {
  const globals = globalThis as { [QUEUE]?: ReturnType<typeof inTurn> };
  globals[QUEUE] ??= inTurn();
  return globals[QUEUE](step);
}

/**
 * Local steps one after another, whichever part of the workflow asks for them. Of two that are under way together a replay has both
 * results at once, where the first run went on in between: it would schedule what follows in another order and fail its task for ever.
 */
function oneByOne(steps: LocalActivityInterfaceFor<Activities>): Activities {
  const queued =
    (step: (...args: unknown[]) => Promise<unknown>) =>
    (...args: unknown[]) =>
      afterTheOthers(() => step(...args));
  return new Proxy(steps, { get: (target, name) => queued(Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>) });
}

/**
 * A step in our own database is local: it costs one event instead of six. A statement ends after 4 s, hence 10 s for a try;
 * pauses beyond 5 s become timers on the server, so that an outage does not keep the workflow task alive.
 */
const record = (summary: string) =>
  oneByOne(proxyLocalActivities<Activities>({ summary, startToCloseTimeout: '10s', localRetryThreshold: '5s', retry: OWN_DATABASE }));

/**
 * A partner that answers at once is asked within the workflow task: one event in place of six. One try, and no longer than this,
 * because messages wait meanwhile; whoever does not answer in time is asked by the regular activity, under the same reference.
 */
const localPartner = (summary: string) =>
  oneByOne(proxyLocalActivities<Activities>({ summary, startToCloseTimeout: '2s', retry: { maximumAttempts: 1 } }));

/**
 * Otherwise money and parcels are regular activities, so that a person sees each try of them in the Temporal UI. An adapter gives up a
 * call after 10 s, and a step makes two of them at most, hence 25 s for a try with its record.
 */
const partner = (summary: string) => proxyActivities<Activities>({ summary, startToCloseTimeout: '25s', retry: PARTNER });

export const { createOrder } = record('Write the order with its first event, and reserve stock for every line, or for none');
export const { readOrder } = record('Read where the order stands');
export const { releaseStock } = record('Undo: give reserved stock back');
export const { confirmUnpaid } = record('Confirm an order that costs nothing');
export const { rejectOrder } = record('Record that the order is rejected');
export const { beginCanceling } = record('Record that the order is being cancelled');
export const { finishCanceling } = record('Record that the order is cancelled');
export const { refuseCancel } = record('Record that a cancel was refused');
export const { markShipped } = record('Record the pick-up; the goods leave the stock');
export const { markDelivered } = record('Record the delivery, and the end where the money is settled');
export const { markStrayed } = record('Record that the parcel is lost or comes back');
export const { markParcelBack } = record('Record that the parcel is back');
export const { markReturned } = record('Record that goods and money are back');
export const { completeOrder } = record('Record that the money is settled, too');
export const { completeLostOrder } = record('Record that the lost parcel is settled');
export const { raiseAttention } = record('Record that a person has to decide');
export const { withdrawAttention } = record('Record that nobody has to decide any more');
export const { settleAttention } = record('Record what the person decided');

export const { openRefund } = record('Record how much goes back, before any of it is sent');
export const { openRefundOfRest } = record('Record how much goes back');

export const { authorisePayment } = partner('Authorise the payment');
export const { authorisePayment: authoriseLocally } = localPartner('Authorise the payment');
export const { voidPayment } = partner('Undo: give the authorisation back');
export const { renewAuthorisation } = partner('Renew the authorisation that is near its end');
export const { capturePayment } = partner('Capture the payment');
export const { capturePayment: captureLocally } = localPartner('Capture the payment');
export const { sendRefund } = partner('Give captured money back');
export const { bookShipment } = partner('Book the shipment with the carrier');
export const { bookShipment: bookLocally } = localPartner('Book the shipment with the carrier');
export const { cancelShipment } = partner('Ask the carrier to cancel the shipment');
export const { findShipment } = partner('Ask the carrier where the shipment is');
