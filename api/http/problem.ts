import type { Fault } from '../../domain/errors.ts';
import type { Scope } from '../access/scopes.ts';
import { failureName, type Failure, type FailureCode } from '../error-table.ts';
import { failureOf } from '../failure.ts';
import type { Answer } from './answer.ts';
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

/** Below PUBLIC_URL; what is there explains each problem. */
export const PROBLEMS_PATH = '/problems';

/** The address that stands for a kind of problem, and explains it. */
export function problemType(code: FailureCode, publicUrl: string): string {
  return `${publicUrl}${PROBLEMS_PATH}/${failureName(code)}`;
}

/** A body of 256 KiB can hold thousands of faults; nobody reads more than these. */
const MAX_FAULTS = 100;

interface AskedFor {
  /** The address asked for, without its query. */
  readonly path: string;
  readonly publicUrl: string;
}

export function problemAnswer(error: unknown, { path, publicUrl }: AskedFor): Answer {
  const { code, failure, detail, faults, isReplay, missingScope, retryAfterSeconds } = failureOf(error);
  const { http: status, title, closes } = failure;
  const challenge = challengeOf(failure, missingScope);
  const problem: Problem = {
    type: problemType(code, publicUrl),
    title,
    status,
    detail,
    instance: asUriPath(path),
    ...(faults.length > 0 && { errors: faults.slice(0, MAX_FAULTS) }),
  };
  const headers = {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(challenge !== undefined && { 'WWW-Authenticate': challenge }),
    ...(closes && { Connection: 'close' }),
    ...(isReplay && REPLAYED),
  };
  return { status, body: problem, ...(Object.keys(headers).length > 0 && { headers }) };
}

/** Of a token that does not reach far enough, with what is missing (RFC 6750, section 3.1). */
function challengeOf({ challenge }: Failure, missingScope: Scope | undefined): string | undefined {
  return missingScope ? `${challenge}, error="insufficient_scope", scope="${missingScope}"` : challenge;
}

/** Clients send bytes that no URI may hold; `instance` is a URI reference whatever came. */
function asUriPath(path: string): string {
  const wellFormed = path.replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
  return wellFormed.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/g, (character) => encodeURIComponent(character.toWellFormed()));
}
