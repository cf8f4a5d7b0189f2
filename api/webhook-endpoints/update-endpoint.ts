import type { WebhookEndpoint } from '../../domain/webhook.ts';
import { changeEndpoint, requireTarget, type EndpointCall, type EndpointDependencies } from './endpoint-call.ts';
import type { UpdateEndpointRequest } from './request-schemas.ts';

/**
 * Changes what is sent where; a paused endpoint keeps what comes until it is active again, and one that was switched off is switched on.
 * @throws DomainError INVALID_REQUEST, WEBHOOK_ENDPOINT_NOT_FOUND, PRECONDITION_FAILED, IDEMPOTENCY_KEY_REUSED
 */
export function updateEndpoint(deps: EndpointDependencies) {
  const change = changeEndpoint(deps, { method: 'PATCH' }, async (changes, before, request: UpdateEndpointRequest) => {
    const after = { ...changed(before, request), updatedAt: deps.now().toISOString(), version: before.version + 1 };
    await changes.update(after);
    return after;
  });
  return async (call: EndpointCall<UpdateEndpointRequest>) => {
    requireTarget(deps, call.request.url);
    return change(call);
  };
}

function changed({ disabled, ...before }: WebhookEndpoint, request: UpdateEndpointRequest): WebhookEndpoint {
  const description = request.description ?? before.description;
  return {
    ...before,
    url: request.url ?? before.url,
    eventTypes: request.eventTypes ?? before.eventTypes,
    ...(description !== undefined && { description }),
    status: request.status ?? before.status,
    ...(disabled && request.status === undefined && { disabled }),
  };
}
