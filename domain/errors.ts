/** Everything that can be wrong, by stable code. Each transport maps every code, or does not compile. */
export const ERROR_CODES = [
  // what a caller sent
  'MALFORMED_REQUEST',
  'INVALID_REQUEST',
  'UNSUPPORTED_MEDIA_TYPE',
  'PAYLOAD_TOO_LARGE',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'INVALID_SIGNATURE',
  'UNAUTHENTICATED',
  'INVALID_TOKEN',
  'FORBIDDEN',
  'IDEMPOTENCY_KEY_REUSED',
  'ORDER_NOT_FOUND',
  'SKU_NOT_FOUND',
  'WEBHOOK_ENDPOINT_NOT_FOUND',
  'WEBHOOK_ENDPOINT_NOT_ACTIVE',
  'TOO_MANY_WEBHOOK_ENDPOINTS',
  'CANCEL_TOO_LATE',
  'CANCEL_REFUSED',
  'LINES_NOT_CANCELLABLE',
  'EDIT_REFUSED',
  'HOLD_REFUSED',
  'HOLD_NOT_FOUND',
  'CHOICE_NOT_OFFERED',
  'IDEMPOTENCY_KEY_REQUIRED',
  'PRECONDITION_REQUIRED',
  'PRECONDITION_FAILED',
  'RETURN_REFUSED',
  'RETURN_NOT_FOUND',
  'ORDER_ERASED',
  'REFUND_TOO_LARGE',
  'TOO_MANY_REFUNDS',
  // what a business partner answered
  'OUT_OF_STOCK',
  'PAYMENT_DECLINED',
  'CAPTURE_DECLINED',
  'REFUND_DECLINED',
  'CARRIER_REFUSED',
  // what is not there right now
  'DEPENDENCY_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'NOT_READY',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** One faulty place in a request: a JSON pointer (RFC 6901) into the body, or the name of a parameter or header. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** Something expected went against the caller; repeating it unchanged cannot help. Never retried. */
export class DomainError extends Error {
  override name = 'DomainError';
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];

  constructor(code: ErrorCode, message: string, faults: readonly Fault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}

export type Dependency = 'disk' | 'postgres' | 'temporal' | 'nats' | 'payment provider' | 'carrier' | 'token issuer';

/** Something this system stands on did not answer, or not in time; the same call may work later. Retried. */
export class DependencyError extends Error {
  override name = 'DependencyError';
  readonly code = 'DEPENDENCY_UNAVAILABLE';
  readonly dependency: Dependency;
  /** How long it asked to be left alone, e.g. by `Retry-After` (ms). */
  readonly retryAfterMs: number | undefined;

  constructor(dependency: Dependency, message: string, { retryAfterMs, ...options }: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, options);
    this.dependency = dependency;
    this.retryAfterMs = retryAfterMs;
  }
}
