import { DependencyError, DomainError, type Fault } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';
import { MissingScope } from './access/gate.ts';
import type { Scope } from './access/scopes.ts';
import { ERROR_TABLE, type Failure, type FailureCode } from './error-table.ts';
import { RateLimited } from './limits/caller-limits.ts';
import { RepeatedRefusal } from './idempotency/outcome-once.ts';
import { TransportError } from './transport-error.ts';

/** What a caller is told of an error, in whichever form its transport has. */
export interface ToldFailure {
  readonly code: FailureCode;
  /** As the table has it for the code. */
  readonly failure: Failure;
  readonly detail: string;
  readonly faults: readonly Fault[];
  /** A key got this refusal before. */
  readonly isReplay: boolean;
  /** What the caller's token would need. */
  readonly missingScope?: Scope;
  readonly retryAfterSeconds?: number;
}

function codeOf(error: unknown): FailureCode {
  return isTold(error) || error instanceof DependencyError ? error.code : 'INTERNAL';
}

/** As the table says: a caller's mistake is no error in the logs. */
export function logFailure(log: Logger, err: unknown): void {
  const code = codeOf(err);
  log[ERROR_TABLE[code].logLevel]({ err }, code === 'INTERNAL' ? 'unexpected error' : code);
}

export function failureOf(error: unknown): ToldFailure {
  const code = codeOf(error);
  const failure: Failure = ERROR_TABLE[code];
  return {
    code,
    failure,
    detail: failure.detail ?? (isTold(error) ? error.message : failure.title),
    faults: error instanceof DomainError ? error.faults : [],
    isReplay: error instanceof RepeatedRefusal,
    ...(error instanceof MissingScope && { missingScope: error.scope }),
    ...retryAfter(error instanceof RateLimited ? error.retryAfterSeconds : failure.retryAfterSeconds),
  };
}

function retryAfter(retryAfterSeconds: number | undefined) {
  return retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
}

/** Errors whose message is made for callers. */
function isTold(error: unknown): error is DomainError | TransportError {
  return error instanceof DomainError || error instanceof TransportError;
}
