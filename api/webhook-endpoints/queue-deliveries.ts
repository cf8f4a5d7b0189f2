import { randomUUID } from 'node:crypto';
import { DomainError } from '../../domain/errors.ts';
import { uuidFrom } from '../idempotency/key-scope.ts';
import { changeEndpoint, requireActive, type EndpointDependencies } from './endpoint-call.ts';
import type { ReplayRequest } from './request-schemas.ts';

/** Of one call: the statement has to end within its time. */
const MOST_AT_ONCE = 20_000;

/**
 * Has an event sent that is none of an order.
 * @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND, WEBHOOK_ENDPOINT_NOT_ACTIVE, PRECONDITION_FAILED, IDEMPOTENCY_KEY_REUSED
 */
export function sendTest(deps: EndpointDependencies) {
  return changeEndpoint(deps, { method: 'POST', action: 'test' }, async (changes, endpoint, _request: object, hash) => {
    requireActive(endpoint);
    return changes.queueTest(endpoint.endpointId, `test:${hash === undefined ? randomUUID() : uuidFrom(hash)}`);
  });
}

export interface Queued {
  readonly queued: number;
  /** Where the next call has to begin; null when this one took all. */
  readonly nextSince: string | null;
}

/**
 * Has events sent again, whether they were delivered or not, under the same `webhook-id`.
 * @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND, WEBHOOK_ENDPOINT_NOT_ACTIVE, INVALID_REQUEST for events that there are not,
 *   PRECONDITION_FAILED, IDEMPOTENCY_KEY_REUSED
 */
export function replayDeliveries(deps: EndpointDependencies) {
  return changeEndpoint(deps, { method: 'POST', action: 'replay' }, async (changes, endpoint, request: ReplayRequest): Promise<Queued> => {
    requireActive(endpoint);
    const { endpointId } = endpoint;
    if (request.since !== undefined) {
      const { queued, nextSince = null } = await changes.queueSince(endpointId, request.since, MOST_AT_ONCE);
      return { queued, nextSince };
    }
    const { eventIds = [] } = request;
    const asked = [...new Set(eventIds)];
    const queued = await changes.queueEvents(endpointId, asked);
    if (queued.length < asked.length) throw unknownEvents(eventIds, queued);
    return { queued: queued.length, nextSince: null };
  });
}

function unknownEvents(asked: readonly string[], known: readonly string[]): DomainError {
  const faults = asked.flatMap((eventId, place) =>
    known.includes(eventId) ? [] : [{ pointer: `/eventIds/${place}`, detail: 'there is no such event' }],
  );
  return new DomainError('INVALID_REQUEST', 'Nothing was queued; see errors.', faults);
}
