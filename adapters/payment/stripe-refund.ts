import type { Stripe } from 'stripe';
import { DomainError } from '../../domain/errors.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { NotNowError } from '../not-now-error.ts';
import { toStripeAmount } from './stripe-amount.ts';
import type { StripeCall } from './stripe-client.ts';
import { findIntent } from './stripe-intents.ts';

type Refund = Parameters<PaymentProvider['refund']>[0];

/** Stripe forgets a key after a day, but not the refund: it is looked for by our id before a new one is made. */
export async function refund(call: StripeCall, request: Refund): Promise<void> {
  const intent = await findIntent(call, request.reference);
  if (!intent || intent.amount_received === 0) throw declined('There is no captured payment to refund.');
  const made = (await findRefund(call, intent.id, request.refundId)) ?? (await makeRefund(call, intent, request));
  switch (made.status) {
    case 'succeeded':
      return;
    case 'failed':
    case 'canceled':
      throw declined(`Stripe could not carry the refund out (${made.failure_reason ?? made.status}).`);
    default:
      throw new NotNowError('payment provider', `The refund is still under way at Stripe (${made.status}).`);
  }
}

async function findRefund({ stripe, rest }: StripeCall, intentId: string, refundId: string): Promise<Stripe.Refund | undefined> {
  for await (const known of stripe.refunds.list({ payment_intent: intentId, limit: 100 }, rest())) {
    if (known.metadata?.['refund_id'] === refundId) return known;
  }
  return undefined;
}

async function makeRefund(
  { stripe, rest }: StripeCall,
  intent: Stripe.PaymentIntent,
  { reference, refundId, amountCents }: Refund,
): Promise<Stripe.Refund> {
  const amount = toStripeAmount(amountCents, intent.currency);
  // The intent's metadata goes along, so that webhooks about the refund name the order.
  const metadata = { ...intent.metadata, refund_id: refundId };
  const idempotencyKey = `${reference}:refund:${refundId}`;
  return stripe.refunds.create({ payment_intent: intent.id, amount, metadata }, { idempotencyKey, ...rest() });
}

function declined(why: string): DomainError {
  return new DomainError('REFUND_DECLINED', why);
}
