import type { ListPage } from '../../domain/ports/webhook-endpoints.ts';
import type { DeliveryStatus, WebhookDelivery, WebhookEndpoint } from '../../domain/webhook.ts';
import type { Caller } from '../caller.ts';
import { endpointNotFound, type EndpointDependencies } from './endpoint-call.ts';
import { makeCursor, readCursor } from './cursor.ts';
import type { DeliveriesQuery, EndpointsQuery } from './request-schemas.ts';

type Sources = Pick<EndpointDependencies, 'endpointsOf'>;

export interface EndpointPage {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly nextCursor: string | null;
}

export interface DeliveryPage {
  readonly deliveries: readonly WebhookDelivery[];
  readonly nextCursor: string | null;
}

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND */
export function readEndpoint({ endpointsOf }: Sources) {
  return async (endpointId: string, { tenant }: Caller): Promise<WebhookEndpoint> => {
    const endpoint = await endpointsOf(tenant).find(endpointId);
    if (!endpoint) throw endpointNotFound();
    return endpoint;
  };
}

/** One page of the tenant's endpoints, newest first. @throws DomainError MALFORMED_REQUEST for a cursor of another list */
export function listEndpoints({ endpointsOf }: Sources) {
  return async ({ limit, cursor }: EndpointsQuery, { tenant }: Caller): Promise<EndpointPage> => {
    const found = await endpointsOf(tenant).list(pageOf(limit, cursor, 'endpoints'));
    const { items, nextCursor } = cut(found, limit, 'endpoints', ({ endpointId }) => endpointId);
    return { endpoints: items, nextCursor };
  };
}

/**
 * One page of what was, or is to be, sent to an endpoint; newest first.
 * @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND; MALFORMED_REQUEST for a cursor of another list
 */
export function listDeliveries(sources: Sources) {
  const endpointOf = readEndpoint(sources);
  return async (endpointId: string, { status, limit, cursor }: DeliveriesQuery, caller: Caller): Promise<DeliveryPage> => {
    const list = listName(endpointId, status);
    const page = pageOf(limit, cursor, list);
    await endpointOf(endpointId, caller);
    const found = await sources.endpointsOf(caller.tenant).deliveries(endpointId, { ...page, ...(status && { status }) });
    const { items, nextCursor } = cut(found, limit, list, ({ deliveryId }) => deliveryId);
    return { deliveries: items, nextCursor };
  };
}

function listName(endpointId: string, status: DeliveryStatus | undefined): string {
  return [endpointId, status ?? 'all'].join(' ');
}

/** One more than asked for tells whether there is a next page. */
function pageOf(limit: number, cursor: string | undefined, list: string): ListPage {
  return { limit: limit + 1, ...(cursor !== undefined && { after: readCursor(cursor, list) }) };
}

function cut<T extends { readonly createdAt: string }>(found: readonly T[], limit: number, list: string, idOf: (item: T) => string) {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? makeCursor({ createdAt: last.createdAt, id: idOf(last) }, list) : null };
}
