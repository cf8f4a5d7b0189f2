import { ANYBODY } from '../caller.ts';
import { returnIdOf } from '../../domain/identifiers.ts';
import { idFromKey } from '../idempotency/key-scope.ts';

/** The SKU that `npm start` puts in stock. */
export const EXAMPLE_SKU = 'DEMO-1';

const shipTo = { name: 'Ada Lovelace', line1: 'Keizersgracht 1', city: 'Amsterdam', postalCode: '1015 CN', country: 'NL' };

export const CREATE_ORDER = {
  customerId: 'c-1',
  items: [{ sku: EXAMPLE_SKU, quantity: 2, priceCents: 1999 }],
  currency: 'USD',
  payment: { token: 'tok_ok' },
  shipTo,
  metadata: { cart: 'c-17' },
};

const HELD_ORDER = { ...CREATE_ORDER, holds: [{ reason: 'fraud' }] };

/** An order that an example is about; the page of /docs has it made before the example is tried. */
interface ExampleOrder {
  readonly id: string;
  /** From which the id follows, where nobody has to say who calls. */
  readonly key: string;
  readonly order: object;
  /** As what it has to stand before the example does what it shows. */
  readonly until?: 'confirmed' | 'captured' | 'delivered' | 'needsAttention';
  /** A return that it has then, made under the key of the order. */
  readonly announces?: object;
}

function exampleOrder(key: string, more: Partial<ExampleOrder> = {}): ExampleOrder {
  return { id: idFromKey({ caller: ANYBODY, method: 'POST', path: '/orders', key }), key, order: CREATE_ORDER, ...more };
}

export const CREATE_ENDPOINT = { url: 'https://shop.example/webhooks', eventTypes: ['orders.returned'], description: "The shop's own" };

/** A webhook endpoint that an example is about; made like the orders. Nothing is ever at its address. */
function exampleEndpoint(key: string) {
  const id = idFromKey({ caller: ANYBODY, method: 'POST', path: '/webhook-endpoints', key });
  return { id, key, endpoint: CREATE_ENDPOINT };
}

export const EXAMPLE_ENDPOINTS = { read: exampleEndpoint('docs-read'), delete: exampleEndpoint('docs-delete') };

export const REQUEST_RETURN = { items: [{ lineId: 'line_1', quantity: 1 }], reason: 'too small' };

function exampleReturn(key: string) {
  const order = exampleOrder(key, { until: 'delivered', announces: REQUEST_RETURN });
  const returnId = returnIdOf(idFromKey({ caller: ANYBODY, method: 'POST', path: `/orders/${order.id}/returns`, key }));
  return { ...order, returnId };
}

export const EXAMPLE_ORDERS = {
  read: exampleOrder('docs-read'),
  cancel: exampleOrder('docs-cancel'),
  edit: exampleOrder('docs-edit', { order: HELD_ORDER, until: 'confirmed' }),
  hold: exampleOrder('docs-hold', { order: HELD_ORDER }),
  refund: exampleOrder('docs-refund', { until: 'captured' }),
  requestReturn: exampleOrder('docs-request-return', { until: 'delivered' }),
  approveReturn: exampleReturn('docs-approve-return'),
  declineReturn: exampleReturn('docs-decline-return'),
  cancelReturn: exampleReturn('docs-cancel-return'),
  receiveReturn: exampleReturn('docs-receive-return'),
  resolve: exampleOrder('docs-resolve', {
    order: { ...CREATE_ORDER, payment: { token: 'tok_capture_declined' } },
    until: 'needsAttention',
  }),
};
