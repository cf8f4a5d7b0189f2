import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { PaymentProvider, ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { toStripeAmount, whyUnpayable } from './stripe-amount.ts';
import type { StripeCall } from './stripe-client.ts';
import { isRefusal, isUnexpectedState } from './stripe-errors.ts';
import { openIntent, paymentOf, retrieveIntent } from './stripe-intents.ts';

type Authorise = Parameters<PaymentProvider['authorise']>[0] & { readonly returnUrl: string };

/** What is wrong with the customer's payment method or the amount, and will be wrong next time. */
const REFUSED_CODES = [
  'amount_too_large',
  'amount_too_small',
  'payment_intent_authentication_failure',
  'payment_intent_incompatible_payment_method',
  'payment_intent_payment_attempt_failed',
  'payment_method_currency_mismatch',
  'payment_method_customer_decline',
  'payment_method_provider_decline',
  'payment_method_unexpected_state',
  'token_already_used',
];
const REFUSED_PARAMS = ['payment_method', 'amount', 'currency'];

/**
 * Opens the intent of the reference, or finds it open; gives it its amount; confirms it. A repeat meets the same intent and
 * answers what became of it.
 * @throws DomainError PAYMENT_DECLINED for an amount or a payment method that Stripe does not take
 */
export async function authorise(call: StripeCall, request: Authorise): Promise<ProviderPayment> {
  const refusal = whyUnpayable(request.amountCents, request.currency);
  if (refusal !== undefined) throw new DomainError('PAYMENT_DECLINED', refusal);
  const id = await openIntent(call, request.reference);
  const known = paymentOf(await retrieveIntent(call, id));
  if (known) return known;
  try {
    return await confirm(call, id, request);
  } catch (error) {
    if (isUnexpectedState(error)) return settledMeanwhile(call, id);
    if (!isRefusal(error, REFUSED_CODES, REFUSED_PARAMS)) throw error;
    return refused(call, id, error.message);
  }
}

/** Amount and order first, so that what is confirmed is what was asked for, and each charge carries them. */
async function confirm({ stripe, rest }: StripeCall, id: string, request: Authorise): Promise<ProviderPayment> {
  const { amountCents, currency, orderId: order_id, reference, token, returnUrl } = request;
  const amount = toStripeAmount(amountCents, currency);
  await stripe.paymentIntents.update(id, { amount, currency: currency.toLowerCase(), metadata: { order_id } }, rest());
  const confirmed = await stripe.paymentIntents.confirm(
    id,
    { payment_method: token, return_url: returnUrl, expand: ['latest_charge'] },
    { idempotencyKey: `${reference}:authorise`, ...rest() },
  );
  return outcomeOf(paymentOf(confirmed));
}

/** A void or a try at the same time was first. */
async function settledMeanwhile(call: StripeCall, id: string): Promise<ProviderPayment> {
  return outcomeOf(paymentOf(await retrieveIntent(call, id)));
}

/** A decline stands in the intent; a payment method that Stripe does not even try leaves no trace there. */
async function refused(call: StripeCall, id: string, why: string): Promise<ProviderPayment> {
  const payment = paymentOf(await retrieveIntent(call, id));
  if (payment) return payment;
  throw new DomainError('PAYMENT_DECLINED', why);
}

function outcomeOf(payment: ProviderPayment | undefined): ProviderPayment {
  if (payment) return payment;
  throw new DependencyError('payment provider', 'Stripe left the payment unconfirmed.');
}
