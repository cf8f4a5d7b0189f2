import type { HoldRequest } from '../domain/hold.ts';
import type { OrderEdit } from '../domain/order-edit.ts';
import type { OrderEvent } from '../domain/order-event.ts';
import type { Order } from '../domain/order.ts';
import type { LineQuantity } from '../domain/order-quantities.ts';
import type { OrderView } from '../domain/order-view.ts';
import type { StockLevel } from '../domain/ports/inventory.ts';

export interface Answer<T = Order> {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
  /** The same, parsed; of an answer without content there is none. */
  readonly body: T;
}

/** The calls of the HTTP API. */
export type OrdersApi = ReturnType<typeof createOrdersApi>;

/** Each call resolves with whatever is answered; it rejects when nobody answers, or when the signal says so. */
export function createOrdersApi(url: string, signalOfCall?: () => AbortSignal) {
  const call = async <T = Order>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signalOfCall && { signal: signalOfCall() }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: (text === '' ? undefined : JSON.parse(text)) as T };
  };
  return {
    call,
    submit: (order: unknown, headers?: Record<string, string>) => call('POST', '/orders', order, headers),
    order: (id: string) => call<OrderView>('GET', `/orders/${id}`),
    /** The first hundred. */
    events: (id: string) => call<{ events: OrderEvent[] }>('GET', `/orders/${id}/events?limit=100`),
    list: (filter: Record<string, string>) => call<{ orders: OrderView[] }>('GET', `/orders?${new URLSearchParams(filter).toString()}`),
    stock: (sku: string) => call<StockLevel>('GET', `/inventory/${sku}`),
    putInStock: (sku: string, onHand: number) => call<StockLevel>('PUT', `/inventory/${sku}`, { onHand }),
    edit: (id: string, edit: OrderEdit, version: number, headers?: Record<string, string>) =>
      call('PATCH', `/orders/${id}`, edit, { 'if-match': `"${version}"`, ...headers }),
    cancel: (id: string, reason?: string) => call('POST', `/orders/${id}/cancel`, { reason }),
    cancelLines: (id: string, items: readonly LineQuantity[], headers?: Record<string, string>) =>
      call('POST', `/orders/${id}/cancel`, { items }, headers),
    placeHold: (id: string, hold: HoldRequest) => call('POST', `/orders/${id}/holds`, hold),
    releaseHold: (id: string, holdId: string) => call('DELETE', `/orders/${id}/holds/${holdId}`),
    refund: (id: string, ask: object, key: string) => call('POST', `/orders/${id}/refunds`, ask, { 'idempotency-key': key }),
    requestReturn: (id: string, ask: object, key: string) => call('POST', `/orders/${id}/returns`, ask, { 'idempotency-key': key }),
    /** `action`: approve, decline, cancel or receive. */
    changeReturn: (id: string, returnId: string, action: string, body?: object, headers?: Record<string, string>) =>
      call('POST', `/orders/${id}/returns/${returnId}/${action}`, body, headers),
    resolve: (id: string, choice: string) => call('POST', `/orders/${id}/resolve`, { choice }),
    note: (id: string, text: string) => call('POST', `/orders/${id}/notes`, { text }),
  };
}
