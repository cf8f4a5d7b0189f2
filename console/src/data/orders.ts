import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered } from './answer.ts';
import { client } from './client.ts';
import type { CancelRequest, EditRequest, HoldRequest, ListFilters, OrderEvents, RefundRequest } from './order-types.ts';

/** What a change is sent with: one effect under its key, and none when the order is not any more as it was seen. */
export interface Intent {
  readonly key: string;
  readonly seenVersion: number;
}

export function ordersQuery(filters: ListFilters, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['orders', filters, limit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filters, limit, ...(pageParam !== undefined && { cursor: pageParam }) };
      return answered(client.GET('/orders', { params: { query }, querySerializer: { object: { style: 'form', explode: true } }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

export function orderQuery(id: string) {
  return queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => answered(client.GET('/orders/{id}', { params: { path: { id } }, signal })),
  });
}

/** How long the order took until it was confirmed; null as long as it is not. */
export function confirmedQuery(id: string) {
  return queryOptions({
    queryKey: ['confirmed', id],
    queryFn: async ({ signal }) => {
      // The same address answers a stream, which nobody asks for here.
      const { events } = (await answered(client.GET('/orders/{id}/events', { params: { path: { id } }, signal }))) as OrderEvents;
      const [created, confirmed] = ['orders.created', 'orders.confirmed'].map((type) => events.find((event) => event.type === type));
      return created && confirmed ? { tookMs: Date.parse(confirmed.at) - Date.parse(created.at) } : null;
    },
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  });
}

export const by = (id: string, { key, seenVersion }: Intent) => ({
  path: { id },
  header: { 'Idempotency-Key': key, 'If-Match': `"${seenVersion}"` },
});

/** Whole, or the units of lines that are named. */
export const cancelOrder = (id: string, intent: Intent, { reason, items }: CancelRequest) =>
  answered(
    client.POST('/orders/{id}/cancel', { params: by(id, intent), body: { ...(reason !== '' && { reason }), ...(items && { items }) } }),
  );

export const changeOrder = (id: string, intent: Intent, body: EditRequest) =>
  answered(client.PATCH('/orders/{id}', { params: by(id, intent), body }));

export const refundOrder = (id: string, intent: Intent, body: RefundRequest) =>
  answered(client.POST('/orders/{id}/refunds', { params: by(id, intent), body }));

export const placeHold = (id: string, intent: Intent, body: HoldRequest) =>
  answered(client.POST('/orders/{id}/holds', { params: by(id, intent), body }));

export const releaseHold = (id: string, holdId: string, { seenVersion }: Intent) =>
  answered(client.DELETE('/orders/{id}/holds/{holdId}', { params: { path: { id, holdId }, header: { 'If-Match': `"${seenVersion}"` } } }));

export const resolveAttention = (id: string, intent: Intent, choice: string, note: string) =>
  answered(client.POST('/orders/{id}/resolve', { params: by(id, intent), body: { choice, ...(note !== '' && { note }) } }));

/** A note fits whatever the order has become. */
export const addNote = (id: string, key: string, text: string) =>
  answered(client.POST('/orders/{id}/notes', { params: { path: { id }, header: { 'Idempotency-Key': key } }, body: { text } }));

export const placeDemoOrder = (key: string) =>
  answered(
    client.POST('/orders', {
      params: { header: { 'Idempotency-Key': key } },
      body: {
        customerId: 'Ada Lovelace',
        items: [{ sku: DEMO_SKU, quantity: 1, priceCents: 1999 }],
        metadata: { from: 'console' },
      },
    }),
  );

/** `npm start` puts it in stock. */
export const DEMO_SKU = 'DEMO-1';
