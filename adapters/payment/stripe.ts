import type { Stripe } from 'stripe';
import { DomainError } from '../../domain/errors.ts';
import type { PaymentProvider, ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { NotNowError } from '../not-now-error.ts';
import { toStripeAmount } from './stripe-amount.ts';
import { authorise } from './stripe-authorise.ts';
import { listChanges } from './stripe-changes.ts';
import { connectStripe, inOneCall, type StripeAccess, type StripeCall } from './stripe-client.ts';
import { isUnexpectedState, refusedAs } from './stripe-errors.ts';
import { findIntentId, openIntent, paymentOf, retrieveIntent } from './stripe-intents.ts';
import { refund } from './stripe-refund.ts';

export interface StripePaymentsOptions extends StripeAccess {
  /** Where the customer's browser comes back to after an action; `{orderId}` stands for the order. */
  readonly returnUrl: string;
}

/** The reconciler asks for a day at most, and has two minutes (ms). */
const LIST_MS = 60_000;

/** Stripe, by PaymentIntents that are authorised and captured apart. The token of an order is the id of a PaymentMethod (`pm_…`). */
export function createStripePayments({ returnUrl, ...access }: StripePaymentsOptions): PaymentProvider {
  const stripe = connectStripe(access);
  return {
    authorise: (request) =>
      inOneCall(stripe, (call) =>
        authorise(call, { ...request, returnUrl: returnUrl.replaceAll('{orderId}', encodeURIComponent(request.orderId)) }),
      ),
    find: (reference) =>
      inOneCall(stripe, async (call) => {
        const intent = await findIntent(call, reference);
        return intent && paymentOf(intent);
      }),
    capture: ({ reference, amountCents }) =>
      inOneCall(stripe, (call) => refusedAs('CAPTURE_DECLINED', () => capture(call, reference, amountCents))),
    void: (reference) => inOneCall(stripe, (call) => cancel(call, reference)),
    refund: (request) => inOneCall(stripe, (call) => refusedAs('REFUND_DECLINED', () => refund(call, request))),
    list: (since, limit) => inOneCall(stripe, (call) => listChanges(call, since, limit), LIST_MS),
  };
}

async function findIntent(call: StripeCall, reference: string): Promise<Stripe.PaymentIntent | undefined> {
  const id = await findIntentId(call, reference);
  return id === undefined ? undefined : retrieveIntent(call, id);
}

/**
 * Without a key of ours: an intent is captured once whatever happens, and a key would repeat a decline to the person who asks
 * again once its reason is gone.
 */
async function capture(call: StripeCall, reference: string, amountCents: number): Promise<ProviderPayment> {
  const intent = await findIntent(call, reference);
  const payment = intent && paymentOf(intent);
  if (payment?.status === 'captured') return payment;
  if (!intent || payment?.status !== 'authorised') throw captureDeclined('There is no live authorisation to capture.');
  const { stripe, rest } = call;
  const request = { amount_to_capture: toStripeAmount(amountCents, intent.currency), expand: ['latest_charge'] };
  try {
    return captured(await stripe.paymentIntents.capture(intent.id, request, rest()));
  } catch (error) {
    if (isUnexpectedState(error)) return captured(await retrieveIntent(call, intent.id));
    throw error;
  }
}

function captured(intent: Stripe.PaymentIntent): ProviderPayment {
  const payment = paymentOf(intent);
  if (payment?.status === 'captured') return payment;
  throw captureDeclined('The authorisation ended before it could be captured.');
}

function captureDeclined(why: string): DomainError {
  return new DomainError('CAPTURE_DECLINED', why);
}

/**
 * Cancels the intent of the reference. Where there is none it is opened first: an authorise that comes later, or is under way,
 * meets it canceled. Without a key of ours, which would repeat "not now" for a day.
 */
async function cancel(call: StripeCall, reference: string): Promise<void> {
  const id = (await findIntentId(call, reference)) ?? (await openIntent(call, reference));
  const { stripe, rest } = call;
  try {
    await stripe.paymentIntents.cancel(id, {}, rest());
  } catch (error) {
    if (!isUnexpectedState(error)) throw error;
    const { status } = await retrieveIntent(call, id);
    if (status === 'canceled' || status === 'succeeded') return;
    throw new NotNowError('payment provider', `Stripe cannot cancel the payment now (${status}).`, { cause: error });
  }
}
