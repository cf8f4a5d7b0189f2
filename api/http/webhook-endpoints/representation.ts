import { ENDPOINTS_PATH } from '../../webhook-endpoints/endpoint-call.ts';
import type { WebhookEndpoint } from '../../../domain/webhook.ts';
import { etagOf } from '../../etag.ts';
import type { Representation } from '../../preconditions.ts';

/** The version names every state; the secret is no part of what is read. */
export function representationOf({ version }: WebhookEndpoint): Required<Representation> {
  return { etag: etagOf(version) };
}

export function locationOf({ endpointId }: WebhookEndpoint): string {
  return `${ENDPOINTS_PATH}/${endpointId}`;
}
