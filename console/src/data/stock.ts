import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { components } from '../../../clients/typescript/src/index.ts';
import { answered } from './answer.ts';
import { client } from './client.ts';

export type ListedStock = components['schemas']['ListedStock'];

export function stockQuery(short: boolean) {
  return infiniteQueryOptions({
    queryKey: ['stock', short],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(short && { short }), ...(pageParam !== undefined && { cursor: pageParam }) };
      return answered(client.GET('/inventory', { params: { query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** A SKU's stock and the tag of that state; undefined for one that was never set. */
export async function readStock(sku: string): Promise<SeenStock | undefined> {
  const call = await client.GET('/inventory/{sku}', { params: { path: { sku } } });
  if (call.response.status === 404) return undefined;
  return { stock: await answered(Promise.resolve(call)), etag: call.response.headers.get('etag') ?? '*' };
}

/** Of one SKU; null for one that was never set. */
export const skuQuery = (sku: string) =>
  queryOptions({ queryKey: ['stock', 'of', sku], queryFn: async () => (await readStock(sku))?.stock ?? null });

/** Its place among the console's pages. */
export const stockOf = (sku: string) => `/stock?sku=${encodeURIComponent(sku)}`;

export interface SeenStock {
  readonly stock: components['schemas']['Stock'];
  readonly etag: string;
}

/** `seen`: what the person saw who sets it. */
export const setStock = (sku: string, onHand: number, seen: SeenStock | undefined) =>
  answered(
    client.PUT('/inventory/{sku}', {
      params: { path: { sku }, header: seen ? { 'If-Match': seen.etag } : { 'If-None-Match': '*' } },
      body: { onHand },
    }),
  );
