import { randomUUID } from 'node:crypto';
import type { OrderEvent } from '../../domain/order-event.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import type { Order } from '../../domain/order.ts';
import type { StockLevel } from '../../domain/ports.ts';
import { eventually } from './eventually.ts';

export interface Answer<T = Order> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** A setting that the end-to-end set-up leaves in the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests need the set-up in tests/support/whole-system.ts`);
  return value;
}

export async function call<T = Order>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const response = await fetch(setting('TEST_API_URL') + path, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: (text ? JSON.parse(text) : undefined) as T };
}

export async function newSku(onHand: number): Promise<string> {
  const sku = `SKU-${randomUUID()}`;
  await call('PUT', `/inventory/${sku}`, { onHand });
  return sku;
}

export const stockOf = async (sku: string) => (await call<StockLevel>('GET', `/inventory/${sku}`)).body;

export function orderFor(sku: string, over: Record<string, unknown> = {}) {
  return { customerId: 'cust_e2e', items: [{ sku, quantity: 1, priceCents: 1999 }], ...over };
}

export const submit = (body: unknown, headers?: Record<string, string>) => call('POST', '/orders', body, headers);
export const get = async (id: string) => (await call('GET', `/orders/${id}`)).body;
export const eventsOf = async (id: string) => (await call<{ events: OrderEvent[] }>('GET', `/orders/${id}/events`)).body.events;
export const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }) => type.replace('orders.', ''));

/** Waits for an order, through failures of the API that a test has caused. */
export function untilOrder(id: string, wanted: (order: Order) => boolean, withinMs?: number): Promise<Order> {
  const ask = () => get(id).catch((error: unknown) => ({ status: String(error) }) as unknown as Order);
  return eventually(ask, (order) => order?.id === id && wanted(order), withinMs);
}

export const untilStatus = (id: string, ...statuses: string[]) => untilOrder(id, (order) => statuses.includes(order.status));
export const untilEnd = (id: string, withinMs?: number) => untilOrder(id, (order) => isAtItsEnd(order.status), withinMs);
