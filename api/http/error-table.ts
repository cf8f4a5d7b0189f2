import type { ErrorCode } from '../../domain/errors.ts';
import type { TransportErrorCode } from './transport-error.ts';

export type HttpErrorCode = ErrorCode | TransportErrorCode;

export interface HttpError {
  readonly status: number;
  readonly title: string;
  readonly logLevel: 'debug' | 'warn' | 'error';
  /** Stands in for the error's own message where that one may name what is internal. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** What the client may still be sending is not waited for. */
  readonly closes?: true;
}

/** How HTTP tells of each error. A caller's mistake is no error in the logs; the access log has its status. */
export const ERROR_TABLE = {
  MALFORMED_REQUEST: { status: 400, title: 'The request cannot be parsed', logLevel: 'debug' },
  INVALID_REQUEST: { status: 422, title: 'The request is not acceptable', logLevel: 'debug' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'The media type is not supported', logLevel: 'debug' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'The body is too large', logLevel: 'debug' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this address', logLevel: 'debug' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The method is not allowed here', logLevel: 'debug' },
  NOT_ACCEPTABLE: { status: 406, title: 'No acceptable representation', logLevel: 'debug' },
  INVALID_SIGNATURE: { status: 401, title: 'The signature is missing or wrong', logLevel: 'warn' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The Idempotency-Key was used with other content', logLevel: 'debug' },
  ORDER_NOT_FOUND: { status: 404, title: 'There is no such order', logLevel: 'debug' },
  SKU_NOT_FOUND: { status: 404, title: 'There is no such SKU', logLevel: 'debug' },
  CANCEL_TOO_LATE: { status: 409, title: 'It is too late to cancel the order', logLevel: 'debug' },
  CANCEL_REFUSED: { status: 409, title: 'The carrier refused to cancel', logLevel: 'debug' },
  CHOICE_NOT_OFFERED: { status: 409, title: 'The choice is not offered', logLevel: 'debug' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, title: 'An Idempotency-Key is needed here', logLevel: 'debug' },
  REFUND_TOO_LARGE: { status: 409, title: 'More is asked back than can be refunded', logLevel: 'debug' },
  OUT_OF_STOCK: { status: 409, title: 'There is not enough stock', logLevel: 'debug' },
  PAYMENT_DECLINED: { status: 409, title: 'The payment was declined', logLevel: 'debug' },
  CAPTURE_DECLINED: { status: 409, title: 'The capture was declined', logLevel: 'debug' },
  REFUND_DECLINED: { status: 409, title: 'The refund was declined', logLevel: 'debug' },
  CARRIER_REFUSED: { status: 409, title: 'The carrier refused the parcel', logLevel: 'debug' },
  DEPENDENCY_UNAVAILABLE: {
    status: 503,
    title: 'The service is not available right now',
    logLevel: 'warn',
    detail: 'Something this service stands on did not answer. Repeat the request, with the same Idempotency-Key if it had one.',
    retryAfterSeconds: 2,
  },
  DEADLINE_EXCEEDED: {
    status: 503,
    title: 'The request took too long',
    logLevel: 'warn',
    detail: 'The request was not finished within its deadline. Repeat it, with the same Idempotency-Key if it had one.',
    retryAfterSeconds: 2,
  },
  NOT_READY: { status: 503, title: 'The service is not ready', logLevel: 'warn', retryAfterSeconds: 2 },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive', logLevel: 'debug', closes: true },
  TOO_MANY_PIECES: { status: 413, title: 'The body comes in too many pieces', logLevel: 'debug', closes: true },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large', logLevel: 'debug', closes: true },
  // Not 503, which says that something is away and that work may be half done: here nothing was begun, and proxies repeat a 503 at once.
  OVERLOADED: { status: 429, title: 'There is too much to do right now', logLevel: 'debug', retryAfterSeconds: 1 },
  INTERNAL: {
    status: 500,
    title: 'Something went wrong on our side',
    logLevel: 'error',
    detail: 'The fault is logged under the X-Request-ID of this answer.',
  },
} as const satisfies Record<HttpErrorCode, HttpError>;

/** Stable name of a problem; looked up in the documentation, not fetched. */
export function problemType(code: HttpErrorCode): string {
  return `urn:problem-type:durable-orders:${code.toLowerCase().replaceAll('_', '-')}`;
}
