import { paymentReferenceOf } from '../domain/identifiers.ts';
import { dueCents } from '../domain/line-money.ts';
import type { Order, Payment } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { Cause } from '../domain/order-event.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { PaymentProvider, ProviderPayment } from '../domain/ports/payment-provider.ts';
import { authorised, authoriserOf, declined, WANTS_CUSTOMER, withStatus, type Declined } from './authorise.ts';
import { type Step, statusVersionOf, type Versioned } from './record-step.ts';

export type AuthorisationAnswer =
  | { readonly outcome: 'authorised'; readonly statusVersion: StatusVersion }
  | { readonly outcome: 'requires_action'; readonly statusVersion: StatusVersion; readonly nextActionUrl: string }
  | Declined;

export type RenewalAnswer = { readonly outcome: 'renewed'; readonly statusVersion: StatusVersion; readonly reference: string } | Declined;

export interface PaymentDependencies {
  readonly orders: OrderStore;
  readonly payments: PaymentProvider;
  readonly now: () => Date;
}

/** Authorise with its undo, and renew. A decline is an answer, not an error: only what is unknown is tried again. */
export function paymentActivities({ orders, payments, now }: PaymentDependencies) {
  const authoriseUnder = authoriserOf({ orders, payments });

  const renew = async (order: Order, cause: Cause): Promise<Order | Declined> => {
    const reference = paymentReferenceOf(order.id, order.payment.attempts);
    const renewed = await authoriseUnder(reference, order, { amountCents: dueCents(order), isRenewal: true });
    if ('outcome' in renewed) return renewed;
    if (renewed.status !== 'authorised') return declined(WANTS_CUSTOMER);
    return orders.change(order.id, `renewed:${reference}`, cause, ({ payment }) =>
      payment.status === 'authorised'
        ? { event: 'orders.payment_changed', payment: authorised(payment, reference, renewed), why: 'The authorisation was renewed.' }
        : undefined,
    );
  };

  return {
    async authorisePayment({ orderId, cause, version }: Step & Versioned): Promise<AuthorisationAnswer> {
      const order = await orders.get(orderId, version);
      if (order.status !== 'CREATED') return { outcome: 'authorised', statusVersion: statusVersionOf(order) };
      if (dueCents(order) === 0) return confirmFree(orders, order, cause);
      const payment = await authoriseUnder(paymentReferenceOf(orderId, 1), order, { amountCents: dueCents(order) });
      return 'outcome' in payment ? payment : recordAuthorisation({ orders, now }, order, { ...cause, actor: 'provider' }, payment);
    },

    /**
     * Takes a new authorisation for one that is near its end, and then gives the old one back. That a second one may exist is
     * recorded before it is asked for, so that whatever happens in between, a cancel gives both back.
     */
    async renewAuthorisation({ orderId, cause, expiring }: Step & { expiring: string }): Promise<RenewalAnswer> {
      const begun = await orders.change(orderId, `renewal:${expiring}`, { ...cause, actor: 'clock' }, ({ status, payment }) =>
        status === 'CONFIRMED'
          ? {
              event: 'orders.payment_changed',
              payment: { ...payment, attempts: payment.attempts + 1 },
              why: `The authorisation ends at ${payment.expiresAt}: it is renewed.`,
            }
          : undefined,
      );
      // A try that is late must not take money for an order that is being undone.
      if (begun.status !== 'CONFIRMED') return declined(`The order is ${begun.status}.`);
      const renewed = begun.payment.reference === expiring ? await renew(begun, { ...cause, actor: 'provider' }) : begun;
      if ('outcome' in renewed) return renewed;
      await payments.void(expiring);
      return { outcome: 'renewed', statusVersion: statusVersionOf(renewed), reference: renewed.payment.reference ?? expiring };
    },

    /** Gives back every authorisation that was ever asked for; harmless where there is none, and recorded only where there was one. */
    async voidPayment({ orderId, cause, version }: Step & Versioned): Promise<StatusVersion> {
      const order = await orders.get(orderId, version);
      const attempts = Math.max(1, order.payment.attempts);
      for (let attempt = 1; attempt <= attempts; attempt++) await payments.void(paymentReferenceOf(orderId, attempt));
      // The customer may have declined meanwhile, unheard: then there was nothing to give back.
      const { reference = '', status } = order.payment;
      const isDeclined = status === 'requires_action' && (await payments.find(reference))?.status === 'declined';
      const why = isDeclined ? 'The customer declined the payment.' : 'The hold on the money was given back.';
      const left = ({ capturedCents }: Payment) => (capturedCents > 0 ? 'captured' : 'voided');
      const voided = await orders.change(orderId, 'payment_voided', cause, ({ payment }) =>
        payment.status === 'authorised' || payment.status === 'requires_action'
          ? { event: 'orders.payment_changed', payment: withStatus(payment, isDeclined ? 'declined' : left(payment)), why }
          : undefined,
      );
      return statusVersionOf(voided);
    },
  };
}

/** Of an order whose lines that cost anything were cancelled while it waited for its stock. */
async function confirmFree(orders: OrderStore, { id }: Order, cause: Cause): Promise<AuthorisationAnswer> {
  const after = await orders.change(id, 'confirmed', cause, ({ status, payment }) =>
    status === 'CREATED'
      ? {
          status: 'CONFIRMED',
          payment: withStatus(payment, 'not_required'),
          why: 'All stock is reserved, and nothing is to be paid any more.',
        }
      : undefined,
  );
  return { outcome: 'authorised', statusVersion: statusVersionOf(after) };
}

async function recordAuthorisation(
  { orders, now }: Omit<PaymentDependencies, 'payments'>,
  order: Order,
  cause: Cause,
  payment: ProviderPayment,
): Promise<AuthorisationAnswer> {
  const reference = paymentReferenceOf(order.id, 1);
  const { nextActionUrl } = payment;
  if (payment.status === 'requires_action' && nextActionUrl !== undefined) {
    const nextAction = { type: 'redirect' as const, url: nextActionUrl, since: now().toISOString() };
    // A try that answers late must not name a next action for an order that is being undone.
    const after = await orders.change(order.id, 'payment_requires_action', cause, ({ status, payment: before }) =>
      status === 'CREATED'
        ? {
            event: 'orders.payment_changed',
            payment: { ...before, status: 'requires_action', reference, attempts: 1, nextAction },
            why: 'The customer has to settle the payment.',
          }
        : undefined,
    );
    return { outcome: 'requires_action', statusVersion: statusVersionOf(after), nextActionUrl };
  }
  const after = await orders.change(order.id, 'confirmed', cause, confirm(reference, payment));
  return { outcome: 'authorised', statusVersion: statusVersionOf(after) };
}

function confirm(reference: string, provided: ProviderPayment) {
  return ({ status, payment }: Order): OrderChange | undefined =>
    status === 'CREATED'
      ? {
          status: 'CONFIRMED',
          payment: authorised({ ...payment, attempts: 1 }, reference, provided),
          why: 'All stock is reserved and the payment is authorised.',
        }
      : undefined;
}
