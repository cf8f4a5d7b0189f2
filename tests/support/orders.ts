import { randomUUID } from 'node:crypto';
import type { Cause } from '../../domain/order-event.ts';
import type { OrderRequest } from '../../domain/order.ts';
import type { NewOrder } from '../../domain/ports/order-store.ts';

export const cause: Cause = { actor: 'api', requestId: 'req-1' };

export function request(over: Partial<OrderRequest> = {}): OrderRequest {
  return {
    customerId: 'cust_1',
    currency: 'USD',
    paymentToken: 'tok_ok',
    items: [{ sku: 'SKU-1', quantity: 2, priceCents: 1999 }],
    ...over,
  };
}

export function order(over: Partial<OrderRequest> = {}): NewOrder {
  return { id: randomUUID(), request: request(over), fingerprint: null };
}
