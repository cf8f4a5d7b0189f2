import { createdOrder, paymentMethodOf, type Order, type PaymentMethod } from '../domain/order.ts';
import { applyChange } from '../domain/order-change.ts';
import type { Carrier } from '../domain/ports/carrier.ts';
import type { OrderStore } from '../domain/ports/order-store.ts';
import type { PaymentProvider, ProviderPayment } from '../domain/ports/payment-provider.ts';
import type { StockKeeper } from '../domain/ports/stock-keeper.ts';

/** Orders without a database: rows and the steps that were recorded. */
export function ordersInMemory(now: () => Date): OrderStore {
  const rows = new Map<string, { order: Order; readonly paymentMethod: PaymentMethod; readonly steps: Set<string> }>();
  const row = (orderId: string) => {
    const found = rows.get(orderId);
    if (!found) throw new Error('the order has no row');
    return found;
  };
  return {
    async create({ id, request }) {
      const paymentMethod = paymentMethodOf(request);
      if (!rows.has(id)) rows.set(id, { order: createdOrder(id, request, now().toISOString()), paymentMethod, steps: new Set() });
      return row(id).order;
    },
    async change(orderId, step, _cause, decide) {
      const found = row(orderId);
      const change = found.steps.has(step) ? undefined : decide(found.order);
      if (change) {
        found.order = applyChange(found.order, change, now().toISOString()).order;
        found.steps.add(step);
      }
      return found.order;
    },
    get: async (orderId) => row(orderId).order,
    paymentMethod: async (orderId) => row(orderId).paymentMethod,
  };
}

/** There is always enough. */
export const endlessStock: StockKeeper = {
  reserve: async ({ expiresAt }) => ({ outcome: 'reserved', expiresAt }),
  claim: async ({ expiresAt }) => ({ outcome: 'reserved', expiresAt }),
  stopWaiting: async () => [],
  serveLeftOver: async () => [],
  release: async () => undefined,
  cutBack: async () => undefined,
  close: async () => undefined,
  ship: async () => undefined,
  restock: async () => undefined,
};

/** Answers by the payment's token, as the simulated provider does. */
export function paymentsInMemory(): PaymentProvider {
  const payments = new Map<string, ProviderPayment>();
  const unknown: ProviderPayment = { status: 'voided', authorisedCents: 0, capturedCents: 0, refundedCents: 0 };
  const set = (reference: string, to: Partial<ProviderPayment>) => {
    const payment = { ...(payments.get(reference) ?? unknown), ...to };
    payments.set(reference, payment);
    return payment;
  };
  return {
    capturesInParts: true,
    async authorise({ reference, amountCents, token }) {
      if (token === 'tok_declined') return set(reference, { status: 'declined' });
      if (token === 'tok_requires_action') return set(reference, { status: 'requires_action', nextActionUrl: 'http://127.0.0.1:9/' });
      return set(reference, { status: 'authorised', authorisedCents: amountCents });
    },
    find: async (reference) => payments.get(reference),
    capture: async ({ reference, amountCents }) => set(reference, { status: 'captured', capturedCents: amountCents }),
    void: async (reference) => void set(reference, { status: 'voided', authorisedCents: 0 }),
    refund: async () => undefined,
    list: async () => [],
  };
}

/** At pace 0 a parcel is where it belongs as soon as it is booked. */
export const carrierAtPace0: Carrier = {
  book: async () => ({ trackingNumber: 'BENCH', status: 'delivered' }),
  cancel: async () => true,
  find: async () => ({ trackingNumber: 'BENCH', status: 'delivered' }),
};
