import { DomainError } from '../../domain/errors.ts';
import type { EndpointChanges, KeptAnswer, WebhookEndpoints } from '../../domain/ports/webhook-endpoints.ts';
import type { WebhookEndpoint } from '../../domain/webhook.ts';
import type { Caller } from '../caller.ts';
import { scopeHash, type KeyScope } from '../idempotency/key-scope.ts';
import { keyReused, type RepeatKey } from '../idempotency/repeat-key.ts';

/** Each tenant has endpoints of its own. */
export type EndpointsOf = (tenant: string) => WebhookEndpoints;

export interface EndpointDependencies {
  readonly endpointsOf: EndpointsOf;
  /** Why nothing may be sent to an address, whatever its name resolves to; undefined when it may. */
  readonly refusesTarget: (url: URL) => string | undefined;
  readonly now: () => Date;
}

/** A call about one endpoint, however it came in. */
export interface EndpointCall<Request> {
  readonly endpointId: string;
  readonly request: Request;
  readonly caller: Caller;
  /** Absent when the caller sent none. */
  readonly key?: RepeatKey;
  /** Whether the endpoint may be changed as it stands; absent when the caller demands nothing of it. */
  readonly condition?: (endpoint: WebhookEndpoint) => boolean;
}

export interface Keyed<Answer> {
  readonly answer: Answer;
  /** The key came before: this repeats its answer. */
  readonly isReplay?: true;
  /** SHA-256 of the key's scope. */
  readonly hash?: string;
}

export const ENDPOINTS_PATH = '/webhook-endpoints';

/** The hash of the key that a call came with, if any; `action` is the last part of its path. */
export function keyHash({ caller, key }: Pick<EndpointCall<unknown>, 'caller' | 'key'>, method: KeyScope['method'], path: string) {
  return key && scopeHash({ caller, method, path, key: key.key });
}

/**
 * Does a call's work once for its key.
 * @throws DomainError IDEMPOTENCY_KEY_REUSED when the key came with other content before, and what the work throws, which binds no key
 */
export async function answerOnce<Answer extends object>(
  endpoints: WebhookEndpoints,
  { endpointId, key }: Pick<EndpointCall<unknown>, 'endpointId' | 'key'>,
  hash: string | undefined,
  work: (changes: EndpointChanges) => Promise<Answer>,
): Promise<Keyed<Answer>> {
  const keyed = key && hash !== undefined ? { hash, fingerprint: key.fingerprint, endpointId } : undefined;
  const { answer, keptFingerprint }: KeptAnswer<Answer> = await endpoints.once(keyed, work);
  if (keptFingerprint !== undefined && keptFingerprint !== key?.fingerprint) throw keyReused();
  return { answer, ...(hash !== undefined && { hash }), ...(keptFingerprint !== undefined && { isReplay: true }) };
}

/** A call that changes an endpoint, or has something sent to it; once for its key. */
export function changeEndpoint<Request, Answer extends object>(
  { endpointsOf }: EndpointDependencies,
  at: { readonly method: KeyScope['method']; readonly action?: string },
  work: (changes: EndpointChanges, endpoint: WebhookEndpoint, request: Request, hash: string | undefined) => Promise<Answer>,
) {
  return (call: EndpointCall<Request>): Promise<Keyed<Answer>> => {
    const { endpointId, request, caller } = call;
    const path = [ENDPOINTS_PATH, endpointId, ...(at.action === undefined ? [] : [at.action])].join('/');
    const hash = keyHash(call, at.method, path);
    return answerOnce(endpointsOf(caller.tenant), call, hash, async (changes) =>
      work(changes, await takeEndpoint(changes, call), request, hash),
    );
  };
}

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_FOUND, PRECONDITION_FAILED */
export async function takeEndpoint(
  changes: EndpointChanges,
  { endpointId, condition }: Pick<EndpointCall<unknown>, 'endpointId' | 'condition'>,
): Promise<WebhookEndpoint> {
  const endpoint = await changes.take(endpointId);
  if (!endpoint) throw endpointNotFound();
  if (condition && !condition(endpoint))
    throw new DomainError('PRECONDITION_FAILED', `Nothing was done: the endpoint is at version ${endpoint.version} by now.`);
  return endpoint;
}

export function endpointNotFound(): DomainError {
  return new DomainError('WEBHOOK_ENDPOINT_NOT_FOUND', 'There is no such webhook endpoint.');
}

/** @throws DomainError WEBHOOK_ENDPOINT_NOT_ACTIVE */
export function requireActive({ status }: WebhookEndpoint): void {
  if (status === 'active') return;
  throw new DomainError('WEBHOOK_ENDPOINT_NOT_ACTIVE', `Nothing is sent to the endpoint: it is ${status}.`);
}

/** @throws DomainError INVALID_REQUEST */
export function requireTarget({ refusesTarget }: EndpointDependencies, url: string | undefined): void {
  const refusal = url === undefined ? undefined : refusesTarget(new URL(url));
  if (refusal === undefined) return;
  throw new DomainError('INVALID_REQUEST', 'Nothing is sent to such an address.', [{ pointer: '/url', detail: refusal }]);
}
