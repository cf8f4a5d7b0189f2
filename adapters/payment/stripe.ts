import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { NotNowError } from '../not-now-error.ts';
import { authorise } from './stripe-authorise.ts';
import { capture, releaseRest } from './stripe-capture.ts';
import { listChanges } from './stripe-changes.ts';
import { connectStripe, inOneCall, type StripeAccess, type StripeCall } from './stripe-client.ts';
import { isUnexpectedState, refusedAs } from './stripe-errors.ts';
import { findIntent, openIntent, paymentOf, retrieveIntent } from './stripe-intents.ts';
import { refund } from './stripe-refund.ts';

export interface StripePaymentsOptions extends StripeAccess {
  /** Where the customer's browser comes back to after an action; `{orderId}` stands for the order. */
  readonly returnUrl: string;
  /** Asks that each authorisation can be captured in parts; an account has to be allowed to. */
  readonly isMulticapture?: boolean;
}

/** The reconciler asks for a day at most, and has two minutes (ms). */
const LIST_MS = 60_000;

/** Stripe, by PaymentIntents that are authorised and captured apart. The token of an order is the id of a PaymentMethod (`pm_…`). */
export function createStripePayments({ returnUrl, isMulticapture = false, ...access }: StripePaymentsOptions): PaymentProvider {
  const stripe = connectStripe(access);
  return {
    capturesInParts: true,
    authorise: (request) =>
      inOneCall(stripe, (call) =>
        authorise(call, {
          ...request,
          isMulticapture,
          returnUrl: returnUrl.replaceAll('{orderId}', encodeURIComponent(request.orderId)),
        }),
      ),
    find: (reference) =>
      inOneCall(stripe, async (call) => {
        const intent = await findIntent(call, reference);
        return intent && paymentOf(intent);
      }),
    capture: (request) => inOneCall(stripe, (call) => refusedAs('CAPTURE_DECLINED', () => capture(call, request))),
    void: (reference) => inOneCall(stripe, (call) => cancel(call, reference)),
    refund: (request) => inOneCall(stripe, (call) => refusedAs('REFUND_DECLINED', () => refund(call, request))),
    list: (since, limit) => inOneCall(stripe, (call) => listChanges(call, since, limit), LIST_MS),
  };
}

/**
 * Cancels the intent of the reference; of one that is captured in part, gives the rest back. Where there is none it is opened first: an
 * authorise that comes later, or is under way, meets it canceled. Without a key of ours, which would repeat "not now" for a day.
 */
async function cancel(call: StripeCall, reference: string): Promise<void> {
  const intent = await findIntent(call, reference);
  const id = intent?.id ?? (await openIntent(call, reference));
  const { stripe, rest } = call;
  try {
    if (intent && intent.amount_received > 0) await releaseRest(call, intent);
    else await stripe.paymentIntents.cancel(id, {}, rest());
  } catch (error) {
    if (!isUnexpectedState(error)) throw error;
    const { status } = await retrieveIntent(call, id);
    if (status === 'canceled' || status === 'succeeded') return;
    throw new NotNowError('payment provider', `Stripe cannot cancel the payment now (${status}).`, { cause: error });
  }
}
