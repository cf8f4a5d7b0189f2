import type { Stripe } from 'stripe';
import { DomainError } from '../../domain/errors.ts';
import type { CaptureCall, ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { toStripeAmount } from './stripe-amount.ts';
import { capturesIn, captureNote, declinesIn, declineNote } from './stripe-capture-notes.ts';
import type { StripeCall } from './stripe-client.ts';
import { isRefusal, isUnexpectedState } from './stripe-errors.ts';
import { findIntent, paymentOf, retrieveIntent } from './stripe-intents.ts';

/** What was captured under this id is read from the intent before anything is sent: Stripe forgets a key after a day, and has no list of captures. */
export async function capture(call: StripeCall, request: CaptureCall): Promise<ProviderPayment> {
  const intent = await findIntent(call, request.reference);
  const payment = intent && paymentOf(intent);
  if (intent && payment && isCaptured(intent, request.captureId)) return payment;
  if (!intent || payment?.status !== 'authorised') throw captureDeclined('There is no live authorisation to capture.');
  try {
    return captured(await send(call, intent, request), request);
  } catch (error) {
    if (isUnexpectedState(error)) return captured(await retrieveIntent(call, intent.id), request);
    if (request.isPart && isRefusal(error)) await countDecline(call, intent, request);
    throw error;
  }
}

/** Gives back what is held and not captured: docs.stripe.com/payments/multicapture, "Release uncaptured funds". */
export async function releaseRest({ stripe, rest }: StripeCall, intent: Stripe.PaymentIntent): Promise<void> {
  await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 0, final_capture: true }, rest());
}

/**
 * A last capture carries no key: an intent has one, whatever happens, and a key would repeat a decline to the person who asks again
 * once its reason is gone. A part may be captured twice by two workers at once, so its key is that of the try.
 */
function send({ stripe, rest }: StripeCall, intent: Stripe.PaymentIntent, request: CaptureCall): Promise<Stripe.PaymentIntent> {
  const { reference, captureId, amountCents, isPart } = request;
  const amount = toStripeAmount(amountCents, intent.currency);
  const params = { amount_to_capture: amount, metadata: captureNote(request), expand: ['latest_charge'] };
  // What leaves nothing to capture is the last, whatever the caller thought.
  if (!isPart || amount === intent.amount_capturable) return stripe.paymentIntents.capture(intent.id, params, rest());
  const idempotencyKey = `${reference}:${captureId}:${declinesIn(intent, captureId)}`;
  return stripe.paymentIntents.capture(intent.id, { ...params, final_capture: false }, { idempotencyKey, ...rest() });
}

/** The next try of this capture is another request, under another key. */
async function countDecline({ stripe, rest }: StripeCall, intent: Stripe.PaymentIntent, { captureId }: CaptureCall): Promise<void> {
  await stripe.paymentIntents.update(intent.id, { metadata: declineNote(intent, captureId) }, rest());
}

/** Also an intent that was captured before its captures were noted. */
function isCaptured(intent: Stripe.PaymentIntent, captureId: string): boolean {
  const captures = capturesIn(intent);
  return captures.some((known) => known.captureId === captureId) || (intent.status === 'succeeded' && captures.length === 0);
}

function captured(intent: Stripe.PaymentIntent, { captureId }: CaptureCall): ProviderPayment {
  const payment = paymentOf(intent);
  if (payment && isCaptured(intent, captureId)) return payment;
  throw captureDeclined('The authorisation ended before it could be captured.');
}

function captureDeclined(why: string): DomainError {
  return new DomainError('CAPTURE_DECLINED', why);
}
