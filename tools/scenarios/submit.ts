import { randomUUID } from 'node:crypto';
import type { OrdersApi } from '../../clients/orders-api.ts';
import type { Order } from '../../domain/order.ts';
import { mustAnswer, mustEqual } from './must.ts';
import type { Line, Scenario } from './scenario.ts';

const IN_STOCK = 10;

/** What an order has for itself. */
export interface Goods {
  readonly product: Line['product'];
  readonly sku: string;
  readonly inStock: number;
}

export interface Submitted {
  readonly order: Order;
  /** Of the request that the order came with. */
  readonly requestId: string;
  readonly goods: readonly Goods[];
}

/** Puts goods of its own in stock for the order, and submits it. */
export async function submit(api: OrdersApi, scenario: Scenario): Promise<Submitted> {
  const run = randomUUID().slice(0, 8).toUpperCase();
  const {
    name,
    lines = [{ product: 'A', quantity: 1, priceCents: 1999 }],
    inStock = IN_STOCK,
    timesSent = 1,
    token,
    holds,
    allowsBackorder,
  } = scenario;
  const skuOf = (product: Line['product']) => `DEMO-${run}-${product}`;
  const items = lines.map(({ product, ...line }) => ({ sku: skuOf(product), ...line }));
  const goods = [...new Set(lines.map(({ product }) => product))].map((product): Goods => ({ product, sku: skuOf(product), inStock }));
  for (const { sku } of goods) await mustAnswer(`PUT /inventory/${sku}`, api.putInStock(sku, inStock), 200);
  const payment = token === undefined ? {} : { payment: { token } };
  const request = {
    customerId: `demo_${run}`,
    items,
    ...(holds && { holds }),
    ...(allowsBackorder && { allowBackorder: true }),
    ...payment,
    ...addressOf(scenario),
    metadata: { demo: name },
  };

  // The same request under one key: every answer is the same order.
  const headers = { 'idempotency-key': randomUUID(), 'x-request-id': run };
  const sent = Array.from({ length: timesSent }, () => mustAnswer('the order', api.submit(request, headers), 201));
  const [order, ...others] = (await Promise.all(sent)).map(({ body }) => body);
  if (!order) throw new Error('an order is sent at least once');
  for (const { id } of others) mustEqual('the order under the same key', id, order.id);
  return { order, requestId: run, goods };
}

function addressOf({ postalCode, country }: Scenario) {
  if (postalCode === undefined && country === undefined) return {};
  const address = { name: 'Ada Lovelace', line1: '12 St James’s Square', city: 'London' };
  return { shipTo: { ...address, postalCode: postalCode ?? 'SW1Y 4JH', country: country ?? 'GB' } };
}
