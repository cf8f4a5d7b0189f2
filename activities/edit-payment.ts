import { paymentReferenceOf } from '../domain/identifiers.ts';
import type { Order, PaymentMethod } from '../domain/order.ts';
import type { OrderChange } from '../domain/order-change.ts';
import type { OrderStore, StatusVersion } from '../domain/ports/order-store.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import { authoriserOf, declined, WANTS_CUSTOMER, type Declined } from './authorise.ts';
import { statusVersionOf, type Step } from './record-step.ts';

/** An authorisation that is to take the place of the one that the order has. */
export interface NewAuthorisation {
  readonly reference: string;
  readonly attempt: number;
  readonly authorisedCents: number;
  readonly expiresAt?: string;
}

interface EditPaymentStep extends Step {
  readonly attempt: number;
  readonly amountCents: number;
  /** In place of the one that the order is paid from. */
  readonly method?: PaymentMethod;
}

export type EditAuthorisationAnswer = { readonly outcome: 'authorised'; readonly authorisation: NewAuthorisation } | Declined;

/** Authorise what an edited order comes to, with its undo, which is what gives the replaced authorisation back, too. */
export function editPaymentActivities({ orders, payments }: { orders: OrderStore; payments: PaymentProvider }) {
  const authoriseUnder = authoriserOf({ orders, payments });

  return {
    async authoriseEdit({ orderId, attempt, amountCents, method }: EditPaymentStep): Promise<EditAuthorisationAnswer> {
      const order = await orders.get(orderId);
      // A try that is late must not take money for an order that is being undone.
      if (order.status !== 'CONFIRMED') return declined(`The order is ${order.status}.`);
      const reference = paymentReferenceOf(orderId, attempt);
      const payment = await authoriseUnder(reference, order, { amountCents, ...(method ?? { isRenewal: true }) });
      if ('outcome' in payment) return payment;
      if (payment.status !== 'authorised') return declined(WANTS_CUSTOMER);
      const { authorisedCents, expiresAt } = payment;
      if (authorisedCents < amountCents) return declined('Less was authorised than was asked for.');
      return {
        outcome: 'authorised',
        authorisation: { reference, attempt, authorisedCents, ...(expiresAt !== undefined && { expiresAt }) },
      };
    },

    /**
     * Gives back every authorisation but the one that the order stands on. `asked`: one that was asked for, and is not the order's;
     * it is recorded that it was, so that no other is asked for under its name. `unknown`: whether there is one, the provider knows.
     */
    async keepOneAuthorisation({ orderId, cause, asked }: Step & { asked?: number | 'unknown' }): Promise<StatusVersion> {
      const order = await orders.get(orderId);
      const { attempts, reference } = order.payment;
      const last = Math.max(attempts, asked === 'unknown' ? await lastKnown(order) : (asked ?? 0));
      for (let attempt = 1; attempt <= last; attempt++) {
        const other = paymentReferenceOf(orderId, attempt);
        if (other !== reference) await payments.void(other);
      }
      const by = { ...cause, actor: 'provider' as const };
      return statusVersionOf(await orders.change(orderId, `authorisation_given_back:${last}`, by, (before) => counted(before, last)));
    },
  };

  /** The one that a run asked for which is no more. */
  async function lastKnown({ id, payment }: Order): Promise<number> {
    const next = payment.attempts + 1;
    return (await payments.find(paymentReferenceOf(id, next))) ? next : payment.attempts;
  }
}

function counted({ payment }: Order, attempts: number): OrderChange | undefined {
  if (attempts <= payment.attempts) return undefined;
  const why = 'A new authorisation was asked for, and is not needed: the order stays as it was.';
  return { event: 'orders.payment_changed', payment: { ...payment, attempts }, why };
}
