import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { components } from '../../../clients/typescript/src/index.ts';
import { answered } from './answer.ts';
import { client } from './client.ts';

type Schemas = components['schemas'];
export type WebhookEndpoint = Schemas['WebhookEndpoint'];
export type WebhookDelivery = Schemas['WebhookDelivery'];

export const endpointsQuery = queryOptions({
  queryKey: ['webhook-endpoints'],
  queryFn: ({ signal }) => answered(client.GET('/webhook-endpoints', { params: { query: { limit: 100 } }, signal })),
});

export function endpointQuery(endpointId: string) {
  return queryOptions({
    queryKey: ['webhook-endpoint', endpointId],
    queryFn: ({ signal }) => answered(client.GET('/webhook-endpoints/{endpointId}', { params: { path: { endpointId } }, signal })),
  });
}

export function deliveriesQuery(endpointId: string, status: WebhookDelivery['status'] | undefined) {
  return infiniteQueryOptions({
    queryKey: ['webhook-deliveries', endpointId, status],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(status && { status }), ...(pageParam !== undefined && { cursor: pageParam }) };
      return answered(client.GET('/webhook-endpoints/{endpointId}/deliveries', { params: { path: { endpointId }, query }, signal }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

const by = (endpointId: string, key: string) => ({ path: { endpointId }, header: { 'Idempotency-Key': key } });

export const createEndpoint = (key: string, url: string) =>
  answered(client.POST('/webhook-endpoints', { params: { header: { 'Idempotency-Key': key } }, body: { url } }));

export const setEndpointStatus = (endpointId: string, key: string, status: 'active' | 'paused') =>
  answered(client.PATCH('/webhook-endpoints/{endpointId}', { params: by(endpointId, key), body: { status } }));

export const sendTest = (endpointId: string, key: string) =>
  answered(client.POST('/webhook-endpoints/{endpointId}/test', { params: by(endpointId, key) }));

export const replayEvents = (endpointId: string, key: string, eventIds: string[]) =>
  answered(client.POST('/webhook-endpoints/{endpointId}/replay', { params: by(endpointId, key), body: { eventIds } }));
