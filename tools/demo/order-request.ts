import { randomUUID } from 'node:crypto';
import type { Order } from '../../domain/order.ts';
import { quantitiesBySku } from '../../domain/order.ts';
import type { Kind } from './kind.ts';
import { mustAnswer, mustHold, type Shop } from './shop.ts';

const IN_STOCK = 10;

export interface Submitted {
  readonly order: Order;
  readonly goods: readonly { readonly sku: string; readonly wanted: number; readonly inStock: number }[];
}

/** Puts goods of its own in stock for the order, and submits it. */
export async function submit(shop: Shop, kind: Kind): Promise<Submitted> {
  const run = randomUUID().slice(0, 8).toUpperCase();
  const { lines = [{ product: 'A', quantity: 1, priceCents: 1999 }], inStock = IN_STOCK } = kind;
  const items = lines.map(({ product, ...line }) => ({ sku: `DEMO-${run}-${product}`, ...line }));
  const goods = [...quantitiesBySku(items)].map(([sku, wanted]) => ({ sku, wanted, inStock }));
  for (const { sku } of goods) await shop.putInStock(sku, inStock);
  const request = { customerId: `demo_${run}`, items, ...paymentOf(kind), ...addressOf(kind), metadata: { demo: kind.name } };
  return { order: await sendAtOnce(shop, request, kind.timesSent ?? 1), goods };
}

/** The same request under one key: every answer is the same order. */
async function sendAtOnce(shop: Shop, request: object, times: number): Promise<Order> {
  const key = randomUUID();
  const sent = Array.from({ length: times }, () => mustAnswer('the order', shop.submit(request, key), 201));
  const [first, ...others] = (await Promise.all(sent)).map(({ body }) => body);
  if (!first) throw new Error('an order is sent at least once');
  mustHold(
    others.every(({ id }) => id === first.id),
    'one Idempotency-Key made more than one order',
  );
  return first;
}

function paymentOf({ token }: Kind) {
  return token === undefined ? {} : { payment: { token } };
}

function addressOf({ postalCode, country }: Kind) {
  if (postalCode === undefined && country === undefined) return {};
  const address = { name: 'Ada Lovelace', line1: '12 St James’s Square', city: 'London' };
  return { shipTo: { ...address, postalCode: postalCode ?? 'SW1Y 4JH', country: country ?? 'GB' } };
}
