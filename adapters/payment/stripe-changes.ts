import type { Stripe } from 'stripe';
import type { ListedPayment } from '../../domain/ports/payment-provider.ts';
import type { StripeCall } from './stripe-client.ts';
import { paymentOf } from './stripe-intents.ts';

/** What the status of a payment follows from, and its refunds. */
const TYPES = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.requires_action',
  'payment_intent.payment_failed',
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'charge.refunded',
];
const PAGE = 100;

/**
 * Our payments by Stripe's events, which it keeps for 30 days, each as its last event within the first `limit` payments left
 * it. Stripe lists the newest first: from the last event before the moment the list is read backwards.
 */
export async function listChanges(call: StripeCall, since: string, limit: number): Promise<ListedPayment[]> {
  const changed = new Map<string, ListedPayment>();
  for await (const event of eventsSince(call, Math.floor(Date.parse(since) / 1000))) {
    const payment = listed(event.data.object as Stripe.PaymentIntent | Stripe.Charge);
    if (!payment) continue;
    // A payment that changed again goes to the end.
    changed.delete(payment.reference);
    changed.set(payment.reference, payment);
    if (changed.size >= limit) break;
  }
  return [...changed.values()];
}

async function* eventsSince({ stripe, rest }: StripeCall, seconds: number): AsyncGenerator<Stripe.Event> {
  const before = await stripe.events.list({ types: TYPES, created: { lt: seconds }, limit: 1 }, rest());
  const anchor = before.data[0]?.id;
  if (anchor !== undefined) return yield* stripe.events.list({ types: TYPES, ending_before: anchor, limit: PAGE }, rest());
  const all: Stripe.Event[] = [];
  for await (const event of stripe.events.list({ types: TYPES, limit: PAGE }, rest())) all.push(event);
  yield* all.toReversed();
}

/** Undefined for what is not ours, or is not settled yet. */
function listed(changed: Stripe.PaymentIntent | Stripe.Charge): ListedPayment | undefined {
  const { reference, order_id: orderId } = changed.metadata;
  if (reference === undefined || orderId === undefined || changed.status === 'processing') return undefined;
  if (changed.object === 'payment_intent') {
    const payment = paymentOf(changed);
    return payment && { reference, orderId, status: payment.status };
  }
  // A hold that is given back counts as a refund, too: that the intent was canceled says it already.
  if (changed.amount_captured === 0) return undefined;
  return { reference, orderId, status: changed.captured ? 'captured' : 'authorised' };
}
