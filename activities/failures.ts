import { ApplicationFailure } from '@temporalio/common';
import { DependencyError, DomainError } from '../domain/errors.ts';

/** Nothing went wrong that is not recorded; Temporal makes the next try at its time. */
export class TryAgain extends Error {
  override name = 'TryAgain';
  readonly inMs: number;

  constructor(message: string, inMs: number) {
    super(message);
    this.inMs = inMs;
  }
}

/**
 * The one place that decides what Temporal tries again. The type is the error's code; the stack stays here, because failures
 * are stored as plain text.
 */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof DomainError) return ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: true });
  if (error instanceof DependencyError)
    return ApplicationFailure.create({ type: error.code, message: error.message, details: [error.dependency], ...pause(error) });
  if (error instanceof TryAgain)
    return ApplicationFailure.create({ type: 'TRY_AGAIN', message: error.message, nextRetryDelay: error.inMs });
  // A bug: it may be gone with the next deployment, and giving up would leave the order half done.
  return ApplicationFailure.create({ type: 'INTERNAL', message: 'An unexpected error; the worker has logged it.' });
}

function pause({ retryAfterMs }: DependencyError) {
  return retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs };
}
