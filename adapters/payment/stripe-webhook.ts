import { Stripe } from 'stripe';
import { DomainError } from '../../domain/errors.ts';

/** The kinds of events that may concern a payment of ours. */
const KINDS = ['payment_intent.', 'charge.', 'refund.'];

/** Reads Stripe's webhooks, signed with the secret of their endpoint (`whsec_…`). */
export function createStripeWebhook(secret: string) {
  return {
    /**
     * Which payment has changed; undefined when it is none of ours.
     * @throws DomainError INVALID_SIGNATURE, also for one that is older than five minutes
     */
    read(
      bytes: Buffer,
      headers: Readonly<Record<string, string | string[] | undefined>>,
    ): { orderId: string; reference: string } | undefined {
      const event = verified(bytes, String(headers['stripe-signature'] ?? ''), secret);
      if (!KINDS.some((kind) => event?.type?.startsWith(kind))) return undefined;
      const { metadata } = (event?.data?.object ?? {}) as { metadata?: Stripe.Metadata | null };
      const { order_id: orderId, reference } = metadata ?? {};
      return orderId !== undefined && reference !== undefined ? { orderId, reference } : undefined;
    },
  };
}

/** The signature says that it comes from Stripe, not that it has the shape which this version of the library expects. */
function verified(bytes: Buffer, signature: string, secret: string): Partial<Stripe.Event> | null {
  try {
    // Of bytes the library would pass over a byte order mark, which nobody signed.
    return Stripe.webhooks.constructEvent(bytes.toString(), signature, secret);
  } catch (error) {
    // Nothing but the body is read as JSON, and that once its signature is known to be right.
    if (error instanceof SyntaxError) throw new DomainError('MALFORMED_REQUEST', 'The body is not an event of Stripe.');
    throw new DomainError(
      'INVALID_SIGNATURE',
      "The webhook is not signed with the endpoint's secret, or its timestamp is not of these minutes.",
    );
  }
}
