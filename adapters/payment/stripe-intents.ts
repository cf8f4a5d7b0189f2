import type { Stripe } from 'stripe';
import type { ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { NotNowError } from '../not-now-error.ts';
import { fromStripeAmount } from './stripe-amount.ts';
import { capturesIn } from './stripe-capture-notes.ts';
import type { StripeCall } from './stripe-client.ts';

/**
 * The one intent of a reference, whoever asks first. Amount and currency stand in for what `authorise` sets before it
 * confirms: so authorise and void send the very same request under the same key, meet in the same intent, and Stripe's own
 * order of events decides which was first. Ten dollars are above every currency's least amount.
 */
export async function openIntent({ stripe, rest }: StripeCall, reference: string): Promise<string> {
  const { id } = await stripe.paymentIntents.create(
    {
      amount: 1000,
      currency: 'usd',
      capture_method: 'manual',
      allowed_payment_method_types: ['card'],
      metadata: { reference },
      transfer_group: reference,
    },
    { idempotencyKey: `${reference}:open`, ...rest() },
  );
  return id;
}

/**
 * The id of the intent that a reference has. Charges are listed as soon as they exist; an intent without one (nothing tried
 * yet, a customer's action awaited) is found by search, which may lag a minute behind.
 */
export async function findIntentId({ stripe, rest }: StripeCall, reference: string): Promise<string | undefined> {
  const charges = await stripe.charges.list({ transfer_group: reference, limit: 1 }, rest());
  const tried = charges.data[0]?.payment_intent;
  if (tried) return typeof tried === 'string' ? tried : tried.id;
  const query = `metadata['reference']:'${reference.replaceAll(/[\\'"]/g, String.raw`\$&`)}'`;
  const { data } = await stripe.paymentIntents.search({ query, limit: 1 }, rest());
  return data[0]?.id;
}

export async function findIntent(call: StripeCall, reference: string): Promise<Stripe.PaymentIntent | undefined> {
  const id = await findIntentId(call, reference);
  return id === undefined ? undefined : retrieveIntent(call, id);
}

/** As it is now: lists, searches and answers that a key repeats may be old. */
export async function retrieveIntent({ stripe, rest }: StripeCall, id: string): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }, rest());
}

/**
 * An intent in the words of the port; undefined as long as nothing was tried with it.
 * @throws NotNowError while Stripe has not made up its mind
 */
export function paymentOf(intent: Stripe.PaymentIntent): ProviderPayment | undefined {
  const cents = (amount: number) => fromStripeAmount(amount, intent.currency);
  switch (intent.status) {
    case 'requires_capture': {
      const authorisedCents = cents(intent.amount_capturable + intent.amount_received);
      return { status: 'authorised', authorisedCents, ...capturedOf(intent), ...expiryOf(intent), ...oftenOf(intent) };
    }
    case 'succeeded':
      return { status: 'captured', authorisedCents: cents(intent.amount), ...capturedOf(intent) };
    case 'canceled':
      return { status: 'voided', ...NOTHING };
    case 'requires_action': {
      const nextActionUrl = intent.next_action?.redirect_to_url?.url;
      // An action that leads to no page cannot be handed to the customer.
      return nextActionUrl
        ? { status: 'requires_action', ...NOTHING, nextActionUrl }
        : declined('The bank wants an action that has no page.');
    }
    case 'requires_payment_method':
    case 'requires_confirmation':
      return intent.last_payment_error ? declined(intent.last_payment_error.message) : undefined;
    default:
      throw new NotNowError('payment provider', `The payment is still under way at Stripe (${intent.status}).`);
  }
}

const NOTHING = { authorisedCents: 0, capturedCents: 0, refundedCents: 0 } as const;

function declined(why: string | undefined): ProviderPayment {
  return { status: 'declined', ...NOTHING, ...(why !== undefined && { why }) };
}

function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): Stripe.Charge | undefined {
  return typeof charge === 'object' && charge ? charge : undefined;
}

function capturedOf(intent: Stripe.PaymentIntent): Pick<ProviderPayment, 'capturedCents' | 'refundedCents' | 'captures'> {
  const captures = capturesIn(intent);
  return {
    capturedCents: fromStripeAmount(intent.amount_received, intent.currency),
    refundedCents: fromStripeAmount(chargeOf(intent)?.amount_refunded ?? 0, intent.currency),
    ...(captures.length > 0 && { captures }),
  };
}

/** Whether the card lets it be captured more than once, which has to be asked for with its authorisation. */
function oftenOf(intent: Stripe.PaymentIntent): Pick<ProviderPayment, 'isCapturedOnce'> {
  return chargeOf(intent)?.payment_method_details?.card?.multicapture?.status === 'available' ? {} : { isCapturedOnce: true };
}

function expiryOf(intent: Stripe.PaymentIntent): { expiresAt?: string } {
  const captureBefore = chargeOf(intent)?.payment_method_details?.card?.capture_before;
  return captureBefore ? { expiresAt: new Date(captureBefore * 1000).toISOString() } : {};
}
