import { DomainError } from '../domain/errors.ts';
import type { Order, Payment } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderStore, PaymentProvider, ProviderPayment, Standing } from '../domain/ports.ts';
import { standingOf } from './order.ts';

interface PaymentStep {
  readonly orderId: string;
  readonly cause: Cause;
}

export type Authorisation =
  | { readonly outcome: 'authorised'; readonly standing: Standing }
  | { readonly outcome: 'requires_action'; readonly standing: Standing; readonly nextActionUrl: string }
  | { readonly outcome: 'declined' };

export type Capture =
  { readonly outcome: 'captured' } | { readonly outcome: 'written_off' } | { readonly outcome: 'declined'; readonly why: string };

/** Authorise with its undo, and capture. A decline is an answer, not an error: only what is unknown is tried again. */
export function paymentActivities({ orders, payments }: { orders: OrderStore; payments: PaymentProvider }) {
  return {
    /** Unknown is not declined: what an earlier try may have done is asked for before anything else happens. */
    async authorisePayment({ orderId, cause, token }: PaymentStep & { token: string }): Promise<Authorisation> {
      const order = await orders.get(orderId);
      if (order.status !== 'CREATED') return { outcome: 'authorised', standing: standingOf(order) };
      const reference = referenceOf(orderId);
      const { totalCents: amountCents, currency } = order;
      const call = { reference, orderId, amountCents, currency, token };
      const payment = (await payments.find(reference)) ?? (await expected('PAYMENT_DECLINED', payments.authorise(call)));
      if (payment instanceof DomainError || payment.status === 'declined' || payment.status === 'voided') return { outcome: 'declined' };
      return recordAuthorisation(orders, order, { ...cause, actor: 'provider' }, payment);
    },

    /** Harmless where nothing was authorised; recorded only where something was. */
    async voidPayment({ orderId, cause }: PaymentStep): Promise<Standing> {
      await payments.void(referenceOf(orderId));
      const voided = await orders.change(orderId, 'payment_voided', cause, ({ payment }) =>
        payment.status === 'authorised' || payment.status === 'requires_action'
          ? { event: 'orders.payment_changed', payment: withStatus(payment, 'voided') }
          : undefined,
      );
      return standingOf(voided);
    },

    async capturePayment({ orderId, cause }: PaymentStep): Promise<Capture> {
      const { totalCents, payment } = await orders.get(orderId);
      if (payment.status === 'captured') return { outcome: 'captured' };
      if (payment.writtenOffCents > 0) return { outcome: 'written_off' };
      const captured = await expected('CAPTURE_DECLINED', payments.capture({ reference: referenceOf(orderId), amountCents: totalCents }));
      if (captured instanceof DomainError) return { outcome: 'declined', why: captured.message };
      await orders.change(orderId, 'captured', { ...cause, actor: 'provider' }, (order) => ({
        event: 'orders.payment_changed',
        payment: { ...withStatus(order.payment, 'captured'), capturedCents: captured.capturedCents },
        ...(order.needsAttention?.code === 'CAPTURE_DECLINED' && { needsAttention: null }),
      }));
      return { outcome: 'captured' };
    },
  };
}

/** Ours, for the provider: follows from the order alone, so that no reset or retry can pay twice. */
function referenceOf(orderId: string): string {
  return `pay_${orderId}_1`;
}

async function recordAuthorisation(orders: OrderStore, order: Order, cause: Cause, payment: ProviderPayment): Promise<Authorisation> {
  const { nextActionUrl } = payment;
  if (payment.status === 'requires_action' && nextActionUrl !== undefined) {
    const nextAction = { type: 'redirect' as const, url: nextActionUrl };
    // A try that answers late must not name a next action for an order that is being undone.
    const after = await orders.change(order.id, 'payment_requires_action', cause, ({ status, payment: before }) =>
      status === 'CREATED' ? { event: 'orders.payment_changed', payment: { ...before, status: 'requires_action', nextAction } } : undefined,
    );
    return { outcome: 'requires_action', standing: standingOf(after), nextActionUrl };
  }
  const after = await orders.change(order.id, 'confirmed', cause, confirm(payment));
  return { outcome: 'authorised', standing: standingOf(after) };
}

function confirm({ authorisedCents }: ProviderPayment) {
  return (order: Order): OrderChange | undefined =>
    order.status === 'CREATED'
      ? { status: 'CONFIRMED', payment: { ...withStatus(order.payment, 'authorised'), authorisedCents } }
      : undefined;
}

function withStatus({ nextAction: _, ...payment }: Payment, status: Payment['status']): Payment {
  return { ...payment, status };
}

/** Turns the one error that is an answer into a value; anything else goes on as it is. */
export async function expected<T>(code: DomainError['code'], call: Promise<T>): Promise<T | DomainError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DomainError && error.code === code) return error;
    throw error;
  }
}
