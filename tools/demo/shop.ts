import { randomUUID } from 'node:crypto';
import type { OrderEvent } from '../../domain/order-event.ts';
import type { Order } from '../../domain/order.ts';
import type { StockLevel } from '../../domain/ports.ts';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/** Something that was seen is not as it should be. */
export class Unexpected extends Error {
  override name = 'Unexpected';
}

/** Twice the API's own deadline of a request (ms). */
const ANSWER_WITHIN_MS = 10_000;

/** What a storefront does with the API, and nothing else. */
export type Shop = ReturnType<typeof createShop>;

export function createShop(apiUrl: string, stopping: AbortSignal) {
  const call = async <T = Order>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> => {
    const response = await fetch(new URL(path, apiUrl), {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([stopping, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? undefined : JSON.parse(text)) as T };
  };
  const read = async <T>(path: string): Promise<T> => (await mustAnswer(`GET ${path}`, call<T>('GET', path), 200)).body;
  const list = async (query: Record<string, string>) =>
    (await read<{ orders: Order[] }>(`/orders?${new URLSearchParams(query).toString()}`)).orders;

  return {
    call,
    list,
    order: (id: string) => read<Order>(`/orders/${id}`),
    events: async (id: string) => (await read<{ events: OrderEvent[] }>(`/orders/${id}/events`)).events,
    stock: (sku: string) => read<StockLevel>(`/inventory/${sku}`),
    putInStock: (sku: string, onHand: number) => mustAnswer(`PUT /inventory/${sku}`, call('PUT', `/inventory/${sku}`, { onHand }), 200),
    submit: (order: unknown, key: string) => call('POST', '/orders', order, { 'idempotency-key': key }),
    cancel: (id: string) => call('POST', `/orders/${id}/cancel`, { reason: 'demo' }),
    refund: (id: string, ask: object) => call('POST', `/orders/${id}/refunds`, ask, { 'idempotency-key': randomUUID() }),
    resolve: (id: string, choice: string) => call('POST', `/orders/${id}/resolve`, { choice }),
    note: (id: string, text: string) => call('POST', `/orders/${id}/notes`, { text }),
  };
}

/** @throws Unexpected unless the answer has one of the statuses */
export async function mustAnswer<T>(what: string, answer: Promise<Answer<T>> | Answer<T>, ...statuses: number[]): Promise<Answer<T>> {
  const got = await answer;
  if (statuses.includes(got.status)) return got;
  throw new Unexpected(
    `${what} was answered ${got.status} instead of ${statuses.join(' or ')}: ${JSON.stringify(got.body)?.slice(0, 300)}`,
  );
}

/** @throws Unexpected unless what was seen is so */
export function mustHold(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Unexpected(otherwise);
}
