import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import type { WebhookEndpoint } from '../../domain/webhook.ts';
import { uuidFrom } from '../idempotency/key-scope.ts';
import { answerOnce, ENDPOINTS_PATH, keyHash, requireTarget, type EndpointCall, type EndpointDependencies } from './endpoint-call.ts';
import type { CreateEndpointRequest } from './request-schemas.ts';
import { newWebhookSecret } from './secret.ts';

/** Of a tenant. Each event is looked at for each of them. */
const MOST_ENDPOINTS = 100;

export interface EndpointWithSecret {
  readonly endpoint: WebhookEndpoint;
  /** Absent when it was replaced since the key came first. */
  readonly secret?: string;
  readonly isReplay?: true;
}

/** @throws DomainError INVALID_REQUEST, TOO_MANY_WEBHOOK_ENDPOINTS, IDEMPOTENCY_KEY_REUSED */
export function createEndpoint(deps: EndpointDependencies) {
  return async (call: Omit<EndpointCall<CreateEndpointRequest>, 'endpointId' | 'condition'>): Promise<EndpointWithSecret> => {
    const { request, caller } = call;
    requireTarget(deps, request.url);
    const madeUnder = keyHash(call, 'POST', ENDPOINTS_PATH);
    const endpointId = madeUnder === undefined ? randomUUID() : uuidFrom(madeUnder);
    const endpoints = deps.endpointsOf(caller.tenant);
    const at = deps.now().toISOString();
    const secret = newWebhookSecret();
    const { answer: endpoint, isReplay } = await answerOnce(endpoints, { ...call, endpointId }, madeUnder, async (changes) => {
      if ((await changes.count()) >= MOST_ENDPOINTS)
        throw new DomainError('TOO_MANY_WEBHOOK_ENDPOINTS', `There are ${MOST_ENDPOINTS} endpoints, and may be no more.`);
      const made = newEndpoint(endpointId, request, at);
      await changes.insert(made, { secret, ...(madeUnder !== undefined && { madeUnder }) });
      return made;
    });
    const shown = isReplay && madeUnder !== undefined ? await endpoints.secretMadeUnder(endpointId, madeUnder) : secret;
    return { endpoint, ...(shown !== undefined && { secret: shown }), ...(isReplay && { isReplay }) };
  };
}

function newEndpoint(endpointId: string, { url, eventTypes, description }: CreateEndpointRequest, at: string): WebhookEndpoint {
  const given = { url, eventTypes, ...(description !== undefined && { description }) };
  return { endpointId, ...given, status: 'active', createdAt: at, updatedAt: at, version: 1 };
}
