import { DependencyError, DomainError, type Fault } from '../../domain/errors.ts';
import type { Answer } from './answer.ts';
import { ERROR_TABLE, type Failure, type FailureCode } from '../error-table.ts';
import { RepeatedRefusal } from '../idempotency/outcome-once.ts';
import { TransportError } from '../transport-error.ts';
import { REPLAYED } from './idempotency-key.ts';

/** RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
}

/** Stable name of a problem; looked up in the documentation, not fetched. */
export function problemType(code: FailureCode): string {
  return `urn:problem-type:durable-orders:${code.toLowerCase().replaceAll('_', '-')}`;
}

/** A body of 256 KiB can hold thousands of faults; nobody reads more than these. */
const MAX_FAULTS = 100;

export function codeOf(error: unknown): FailureCode {
  return isTold(error) || error instanceof DependencyError ? error.code : 'INTERNAL';
}

/** Errors whose message is made for callers. */
function isTold(error: unknown): error is DomainError | TransportError {
  return error instanceof DomainError || error instanceof TransportError;
}

/** `path` is the address asked for, without its query. */
export function problemAnswer(error: unknown, path: string): Answer {
  const code = codeOf(error);
  const { http: status, title, detail, retryAfterSeconds, challenge, closes }: Failure = ERROR_TABLE[code];
  const faults = error instanceof DomainError ? error.faults.slice(0, MAX_FAULTS) : [];
  const problem: Problem = {
    type: problemType(code),
    title,
    status,
    detail: detail ?? (isTold(error) ? error.message : title),
    instance: asUriPath(path),
    ...(faults.length > 0 && { errors: faults }),
  };
  const headers = {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(closes && { Connection: 'close' }),
    ...(error instanceof RepeatedRefusal && REPLAYED),
  };
  return { status, body: problem, ...(Object.keys(headers).length > 0 && { headers }) };
}

/** Clients send bytes that no URI may hold; `instance` is a URI reference whatever came. */
function asUriPath(path: string): string {
  const wellFormed = path.replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
  return wellFormed.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g, (character) => encodeURIComponent(character.toWellFormed()));
}
