import { DependencyError, DomainError } from '../domain/errors.ts';

/** An error as a log line holds it. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
  readonly errors?: readonly LoggedError[];
}

const USER_AND_PASSWORD = /\/\/[^\s/@]+@/g;
/** Causes below this depth say nothing that the ones above did not. */
const MAX_DEPTH = 6;

/** Keeps message, code, stack and causes; expected errors have no stack worth reading, though their causes may, and no connection string shows its password. */
export function toLoggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const { code, errors } = error as { code?: string | number; errors?: unknown };
  const goesOn = depth < MAX_DEPTH;
  const isExpected = error instanceof DomainError || error instanceof DependencyError;
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(code !== undefined && { code: String(code) }),
    ...(error.stack && !isExpected && { stack: withoutSecrets(error.stack) }),
    ...(goesOn && error.cause !== undefined && { cause: toLoggedError(error.cause, depth + 1) }),
    ...(goesOn && Array.isArray(errors) && { errors: errors.map((one: unknown) => toLoggedError(one, depth + 1)) }),
  };
}

export function withoutSecrets(text: string): string {
  return text.replace(USER_AND_PASSWORD, '//[redacted]@');
}
