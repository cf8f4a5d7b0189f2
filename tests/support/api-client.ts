import { randomUUID } from 'node:crypto';
import { type Answer, createOrdersApi, type OrdersApi } from '../../clients/orders-api.ts';
import { isAtItsEnd } from '../../domain/order-status.ts';
import type { Order } from '../../domain/order.ts';
import { eventually } from '../../platform/poll.ts';

export type { Answer };

/** A setting that the end-to-end set-up leaves in the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests need the set-up in tests/support/whole-system.ts`);
  return value;
}

/** Of the system that the settings name now. */
export const api = () => createOrdersApi(setting('TEST_API_URL'));
export const call: OrdersApi['call'] = (...request) => api().call(...request);

export async function newSku(onHand: number): Promise<string> {
  const sku = `SKU-${randomUUID()}`;
  await api().putInStock(sku, onHand);
  return sku;
}

export const stockOf = async (sku: string) => (await api().stock(sku)).body;

export function orderFor(sku: string, over: Record<string, unknown> = {}) {
  return { customerId: 'cust_e2e', items: [{ sku, quantity: 1, priceCents: 1999 }], ...over };
}

export const submit: OrdersApi['submit'] = (...order) => api().submit(...order);
export const get = async (id: string) => (await api().order(id)).body;
export const eventsOf = async (id: string) => (await api().events(id)).body.events;
export const typesOf = async (id: string) => (await eventsOf(id)).map(({ type }) => type.replace('orders.', ''));

/** Many wait at a time: whoever asks more often keeps the order from getting on (ms). */
const ASKED_EVERY_MS = 100;

/** Waits for an order, through failures of the API that a test has caused. */
export function untilOrder(id: string, wanted: (order: Order) => boolean): Promise<Order> {
  const ask = () => get(id).catch((error: unknown) => ({ status: String(error) }) as unknown as Order);
  return eventually(ask, (order) => order?.id === id && wanted(order), undefined, ASKED_EVERY_MS);
}

export const untilStatus = (id: string, ...statuses: string[]) => untilOrder(id, (order) => statuses.includes(order.status));
export const untilEnd = (id: string) => untilOrder(id, (order) => isAtItsEnd(order.status));
