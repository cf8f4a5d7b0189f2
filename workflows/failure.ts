import { ApplicationFailure } from '@temporalio/workflow';
import type { ErrorCode } from '../domain/errors.ts';

/** How a message is refused: whoever sent it gets the error by its code. */
export function failure(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, code);
}
