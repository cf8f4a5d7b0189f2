import { DomainError } from '../domain/errors.ts';
import type { Order, Payment } from '../domain/order.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { AuthoriseCall, PaymentProvider, ProviderPayment } from '../domain/ports/payment-provider.ts';
import { asResult } from './as-result.ts';

/** `why`: in the provider's words, for people, where it says any. */
export interface Declined {
  readonly outcome: 'declined';
  readonly why?: string;
}

type More = Pick<AuthoriseCall, 'amountCents' | 'isRenewal'> & Partial<Pick<AuthoriseCall, 'token' | 'customer' | 'setupFutureUsage'>>;

/** Unknown is not declined: what an earlier try may have done is asked for before anything else happens. */
export function authoriserOf({ orders, payments }: { orders: OrderStore; payments: PaymentProvider }) {
  return async (reference: string, { id: orderId, currency }: Order, more: More): Promise<ProviderPayment | Declined> => {
    const method = more.token === undefined ? await orders.paymentMethod(orderId) : {};
    const call = { reference, orderId, currency, ...method, ...more } as AuthoriseCall;
    const payment = (await payments.find(reference)) ?? (await asResult('PAYMENT_DECLINED', payments.authorise(call)));
    if (payment instanceof DomainError) return declined(payment.message);
    return payment.status === 'declined' || payment.status === 'voided' ? declined(payment.why) : payment;
  };
}

/** Of whoever is not there any more. */
export const WANTS_CUSTOMER = 'The bank wants the customer to act, who is not there any more.';

/** Stands in a reason, which is for people to read. */
const LONGEST_WHY = 500;

export function declined(why: string | undefined): Declined {
  return { outcome: 'declined', ...(why !== undefined && { why: why.slice(0, LONGEST_WHY) }) };
}

export function authorised(
  payment: Payment,
  reference: string,
  { authorisedCents, expiresAt }: Pick<ProviderPayment, 'authorisedCents' | 'expiresAt'>,
): Payment {
  const { expiresAt: _, ...before } = withStatus(payment, 'authorised');
  return { ...before, authorisedCents, reference, ...(expiresAt !== undefined && { expiresAt }) };
}

export function withStatus({ nextAction: _, ...payment }: Payment, status: Payment['status']): Payment {
  return { ...payment, status };
}
