import type { WebhookEndpoint } from '../../domain/webhook.ts';
import type { EndpointWithSecret } from './create-endpoint.ts';
import { changeEndpoint, type EndpointCall, type EndpointDependencies } from './endpoint-call.ts';
import { newWebhookSecret } from './secret.ts';

/** So long receivers have to change over: the secret before signs beside the new one (ms). */
const OVERLAP_MS = 86_400_000;

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND, PRECONDITION_FAILED, IDEMPOTENCY_KEY_REUSED */
export function rotateSecret(deps: EndpointDependencies) {
  const secrets = new WeakMap<WebhookEndpoint, string>();
  const rotate = changeEndpoint(deps, { method: 'POST', action: 'rotate-secret' }, async (changes, before, _request: object, madeUnder) => {
    const now = deps.now();
    const secret = newWebhookSecret();
    const after = { ...before, updatedAt: now.toISOString(), version: before.version + 1 };
    const kept = { secret, ...(madeUnder !== undefined && { madeUnder }) };
    await changes.replaceSecret(before.endpointId, kept, new Date(now.getTime() + OVERLAP_MS));
    await changes.update(after);
    secrets.set(after, secret);
    return after;
  });
  return async (call: EndpointCall<object>): Promise<EndpointWithSecret> => {
    const { answer: endpoint, isReplay, hash } = await rotate(call);
    const { endpointId, caller } = call;
    const secret =
      isReplay && hash !== undefined ? await deps.endpointsOf(caller.tenant).secretMadeUnder(endpointId, hash) : secrets.get(endpoint);
    return { endpoint, ...(secret !== undefined && { secret }), ...(isReplay && { isReplay }) };
  };
}
