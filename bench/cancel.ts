import { createOrdersApi, type Answer } from '../clients/orders-api.ts';
import type { Shop } from './orders.ts';
import type { Rounds } from './rounds.ts';
import { percentile } from './table.ts';

/** How long an order takes to be confirmed, and then to be cancelled, as one caller sees it who waits for both. */
export async function cancelOneByOne({ config, sku }: Shop, { orders, rounds }: { orders: number; rounds: Rounds }): Promise<void> {
  const api = createOrdersApi(config.api.url);
  // Held, so that there is something to cancel.
  const order = { customerId: 'bench', items: [{ sku, quantity: 1, priceCents: 1999 }], holds: [{ reason: 'customer' }] };
  const [confirmedMs, canceledMs]: [number[], number[]] = [[], []];
  for (let at = 0; at < orders; at += 1) {
    const { id } = await timed(confirmedMs, 'CONFIRMED', () => api.submit(order, { prefer: 'wait=10' }));
    await timed(canceledMs, 'CANCELED', () => api.cancel(id));
  }
  for (const [name, quantile] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const confirmed = `one caller: submit to CONFIRMED ${name}`;
    rounds.add({ name: confirmed, unit: 'ms' }, percentile(confirmedMs, quantile));
    rounds.add({ name: `one caller: cancel to CANCELED ${name}`, unit: 'ms', beside: confirmed }, percentile(canceledMs, quantile));
  }
}

/** @throws when the order is not there by the answer */
async function timed(tookMs: number[], status: Answer['body']['status'], call: () => Promise<Answer>) {
  const sent = performance.now();
  const { body } = await call();
  tookMs.push(performance.now() - sent);
  if (body.status !== status) throw new Error(`an order is ${body.status}, and not ${status}`);
  return body;
}
