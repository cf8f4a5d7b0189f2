import { DependencyError, DomainError } from '../../domain/errors.ts';
import type { AuthoriseCall, ProviderPayment } from '../../domain/ports/payment-provider.ts';
import { toStripeAmount, whyUnpayable } from './stripe-amount.ts';
import type { StripeCall } from './stripe-client.ts';
import { isRefusal, isUnexpectedState, refusedAs } from './stripe-errors.ts';
import { openIntent, paymentOf, retrieveIntent } from './stripe-intents.ts';

type Authorise = AuthoriseCall & { readonly returnUrl: string; readonly isMulticapture: boolean };

/**
 * Opens the intent of the reference, or finds it open; gives it its amount; confirms it. A repeat meets the same intent and
 * answers what became of it.
 * @throws DomainError PAYMENT_DECLINED for what Stripe refuses before it tries the card
 */
export async function authorise(call: StripeCall, request: Authorise): Promise<ProviderPayment> {
  const refusal = whyUnpayable(request.amountCents, request.currency);
  if (refusal !== undefined) throw new DomainError('PAYMENT_DECLINED', refusal);
  return refusedAs('PAYMENT_DECLINED', async () => {
    const id = await openIntent(call, request.reference);
    const known = paymentOf(await retrieveIntent(call, id));
    if (known) return known;
    try {
      return await confirm(call, id, request);
    } catch (error) {
      if (isUnexpectedState(error)) return settledMeanwhile(call, id);
      if (!isRefusal(error)) throw error;
      // A decline stands in the intent; what Stripe does not even try leaves no trace there.
      const declined = paymentOf(await retrieveIntent(call, id));
      if (declined) return declined;
      throw error;
    }
  });
}

/** Whose card it is, amount and order first, so that what is confirmed is what was asked for, and each charge carries them. */
async function confirm({ stripe, rest }: StripeCall, id: string, request: Authorise): Promise<ProviderPayment> {
  const { amountCents, currency, orderId: order_id, customer, reference } = request;
  const intent = { amount: toStripeAmount(amountCents, currency), currency: currency.toLowerCase(), metadata: { order_id } };
  await stripe.paymentIntents.update(id, { ...intent, ...(customer !== undefined && { customer }) }, rest());
  const confirmed = await stripe.paymentIntents.confirm(
    id,
    {
      payment_method: request.token,
      return_url: request.returnUrl,
      ...savedMethod(request),
      ...inParts(request),
      expand: ['latest_charge'],
    },
    { idempotencyKey: `${reference}:authorise`, ...rest() },
  );
  return outcomeOf(paymentOf(confirmed));
}

/** A payment method is saved with its first payment, and used again without the customer: docs.stripe.com/payments/save-during-payment */
function savedMethod({ isRenewal, setupFutureUsage }: Authorise) {
  if (isRenewal) return { off_session: true };
  return setupFutureUsage === undefined ? {} : { setup_future_usage: setupFutureUsage };
}

/** Where the card and the account allow it: docs.stripe.com/payments/multicapture */
function inParts({ isMulticapture }: Authorise) {
  return isMulticapture ? { payment_method_options: { card: { request_multicapture: 'if_available' } } } : {};
}

/** A void or a try at the same time was first. */
async function settledMeanwhile(call: StripeCall, id: string): Promise<ProviderPayment> {
  return outcomeOf(paymentOf(await retrieveIntent(call, id)));
}

function outcomeOf(payment: ProviderPayment | undefined): ProviderPayment {
  if (payment) return payment;
  throw new DependencyError('payment provider', 'Stripe left the payment unconfirmed.');
}
