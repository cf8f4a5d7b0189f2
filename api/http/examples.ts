import { ANYBODY } from '../caller.ts';
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

/** An order that an example is about; the page of /docs has it made before the example is tried. */
interface ExampleOrder {
  readonly id: string;
  /** From which the id follows, where nobody has to say who calls. */
  readonly key: string;
  readonly order: object;
  /** As what it has to stand before the example does what it shows. */
  readonly until?: 'captured' | 'needsAttention';
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

export const EXAMPLE_ORDERS = {
  read: exampleOrder('docs-read'),
  cancel: exampleOrder('docs-cancel'),
  hold: exampleOrder('docs-hold', { order: { ...CREATE_ORDER, holds: [{ reason: 'fraud' }] } }),
  refund: exampleOrder('docs-refund', { until: 'captured' }),
  resolve: exampleOrder('docs-resolve', {
    order: { ...CREATE_ORDER, payment: { token: 'tok_capture_declined' } },
    until: 'needsAttention',
  }),
};
