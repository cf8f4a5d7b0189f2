import type { ErrorCode } from '../domain/errors.ts';
import type { TransportErrorCode } from './transport-error.ts';

/** What a call can end with, apart from its answer. */
export type FailureCode = ErrorCode | TransportErrorCode;

/** Names of google.rpc.Code. */
type GrpcCode =
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED';

export interface Failure {
  /** Status of HTTP. */
  readonly http: number;
  readonly grpc: GrpcCode;
  /**
   * Stands whenever it is asked again: a key is bound to it, and a repeat gets it anew. What follows from where an unfinished order
   * stands is not final: it may be captured, or wait for a person, later; or again, after a restored backup.
   */
  readonly isFinal?: true;
  readonly title: string;
  readonly logLevel: 'debug' | 'warn' | 'error';
  /** Stands in for the error's own message where that one may name what is internal. */
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
  /** Of a 401, and of a 403 for a token: how to prove who calls (RFC 9110, section 11.6.1). */
  readonly challenge?: string;
  /** What the client may still be sending is not waited for. */
  readonly closes?: true;
}

/** How each transport tells of each failure. A caller's mistake is no error in the logs; the access log has its status. */
export const ERROR_TABLE = {
  MALFORMED_REQUEST: { http: 400, grpc: 'INVALID_ARGUMENT', title: 'The request cannot be parsed', logLevel: 'debug' },
  INVALID_REQUEST: { http: 422, grpc: 'INVALID_ARGUMENT', title: 'The request is not acceptable', logLevel: 'debug' },
  UNSUPPORTED_MEDIA_TYPE: { http: 415, grpc: 'INVALID_ARGUMENT', title: 'The media type is not supported', logLevel: 'debug' },
  PAYLOAD_TOO_LARGE: { http: 413, grpc: 'RESOURCE_EXHAUSTED', title: 'The body is too large', logLevel: 'debug' },
  NOT_FOUND: { http: 404, grpc: 'UNIMPLEMENTED', title: 'There is nothing at this address', logLevel: 'debug' },
  METHOD_NOT_ALLOWED: { http: 405, grpc: 'UNIMPLEMENTED', title: 'The method is not allowed here', logLevel: 'debug' },
  NOT_ACCEPTABLE: { http: 406, grpc: 'INVALID_ARGUMENT', title: 'No acceptable representation', logLevel: 'debug' },
  INVALID_SIGNATURE: {
    http: 401,
    grpc: 'UNAUTHENTICATED',
    title: 'The signature is missing or wrong',
    logLevel: 'warn',
    challenge: 'Webhook-Signature realm="webhooks"',
  },
  UNAUTHENTICATED: {
    http: 401,
    grpc: 'UNAUTHENTICATED',
    title: 'An access token is needed',
    logLevel: 'debug',
    challenge: 'Bearer realm="durable-orders"',
  },
  INVALID_TOKEN: {
    http: 401,
    grpc: 'UNAUTHENTICATED',
    title: 'The access token is not valid',
    logLevel: 'debug',
    challenge: 'Bearer realm="durable-orders", error="invalid_token"',
  },
  FORBIDDEN: {
    http: 403,
    grpc: 'PERMISSION_DENIED',
    title: 'The access token does not allow this',
    logLevel: 'debug',
    challenge: 'Bearer realm="durable-orders"',
  },
  IDEMPOTENCY_KEY_REUSED: {
    http: 422,
    grpc: 'ALREADY_EXISTS',
    title: 'The Idempotency-Key was used with other content',
    logLevel: 'debug',
  },
  ORDER_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', title: 'There is no such order', logLevel: 'debug' },
  WEBHOOK_ENDPOINT_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', title: 'There is no such webhook endpoint', logLevel: 'debug' },
  WEBHOOK_ENDPOINT_NOT_ACTIVE: { http: 409, grpc: 'FAILED_PRECONDITION', title: 'The webhook endpoint is not active', logLevel: 'debug' },
  TOO_MANY_WEBHOOK_ENDPOINTS: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    title: 'There are as many webhook endpoints as there may be',
    logLevel: 'debug',
  },
  SKU_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', title: 'There is no such SKU', logLevel: 'debug' },
  CANCEL_TOO_LATE: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    isFinal: true,
    title: 'It is too late to cancel the order',
    logLevel: 'debug',
  },
  CANCEL_REFUSED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The carrier refused to cancel', logLevel: 'debug' },
  LINES_NOT_CANCELLABLE: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    isFinal: true,
    title: 'So many units cannot be cancelled any more',
    logLevel: 'debug',
  },
  EDIT_REFUSED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The order takes no such change', logLevel: 'debug' },
  HOLD_REFUSED: { http: 409, grpc: 'FAILED_PRECONDITION', title: 'The order takes no hold', logLevel: 'debug' },
  HOLD_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', title: 'The order has no such hold', logLevel: 'debug' },
  CHOICE_NOT_OFFERED: { http: 409, grpc: 'FAILED_PRECONDITION', title: 'The choice is not offered', logLevel: 'debug' },
  IDEMPOTENCY_KEY_REQUIRED: { http: 400, grpc: 'INVALID_ARGUMENT', title: 'An Idempotency-Key is needed here', logLevel: 'debug' },
  PRECONDITION_REQUIRED: { http: 428, grpc: 'INVALID_ARGUMENT', title: 'An If-Match is needed here', logLevel: 'debug' },
  PRECONDITION_FAILED: { http: 412, grpc: 'ABORTED', title: 'It is not as the request demands', logLevel: 'debug' },
  RETURN_REFUSED: { http: 409, grpc: 'FAILED_PRECONDITION', title: 'The order takes no such change of a return', logLevel: 'debug' },
  RETURN_NOT_FOUND: { http: 404, grpc: 'NOT_FOUND', title: 'The order has no such return', logLevel: 'debug' },
  ORDER_ERASED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The customer of the order was erased', logLevel: 'debug' },
  REFUND_TOO_LARGE: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    title: 'More is asked back than can be refunded',
    logLevel: 'debug',
  },
  TOO_MANY_REFUNDS: {
    http: 409,
    grpc: 'FAILED_PRECONDITION',
    isFinal: true,
    title: 'The order has as many refunds as it may',
    logLevel: 'debug',
  },
  OUT_OF_STOCK: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'There is not enough stock', logLevel: 'debug' },
  PAYMENT_DECLINED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The payment was declined', logLevel: 'debug' },
  CAPTURE_DECLINED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The capture was declined', logLevel: 'debug' },
  REFUND_DECLINED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The refund was declined', logLevel: 'debug' },
  CARRIER_REFUSED: { http: 409, grpc: 'FAILED_PRECONDITION', isFinal: true, title: 'The carrier refused the parcel', logLevel: 'debug' },
  DEPENDENCY_UNAVAILABLE: {
    http: 503,
    grpc: 'UNAVAILABLE',
    title: 'The service is not available right now',
    logLevel: 'warn',
    detail: 'Something this service stands on did not answer. Repeat the request, with the same Idempotency-Key if it had one.',
    retryAfterSeconds: 2,
  },
  DEADLINE_EXCEEDED: {
    http: 503,
    grpc: 'DEADLINE_EXCEEDED',
    title: 'The request took too long',
    logLevel: 'warn',
    detail: 'The request was not finished within its deadline. Repeat it, with the same Idempotency-Key if it had one.',
    retryAfterSeconds: 2,
  },
  NOT_READY: { http: 503, grpc: 'UNAVAILABLE', title: 'The service is not ready', logLevel: 'warn', retryAfterSeconds: 2 },
  REQUEST_TIMEOUT: { http: 408, grpc: 'DEADLINE_EXCEEDED', title: 'The request took too long to arrive', logLevel: 'debug', closes: true },
  TOO_MANY_PIECES: { http: 413, grpc: 'RESOURCE_EXHAUSTED', title: 'The body comes in too many pieces', logLevel: 'debug', closes: true },
  TARGET_TOO_LONG: { http: 414, grpc: 'RESOURCE_EXHAUSTED', title: 'The address is too long', logLevel: 'debug', closes: true },
  HEADERS_TOO_LARGE: { http: 431, grpc: 'RESOURCE_EXHAUSTED', title: 'The headers are too large', logLevel: 'debug', closes: true },
  METHOD_NOT_IMPLEMENTED: { http: 501, grpc: 'UNIMPLEMENTED', title: 'The method is not known', logLevel: 'debug' },
  TRANSFER_CODING_NOT_IMPLEMENTED: {
    http: 501,
    grpc: 'UNIMPLEMENTED',
    title: 'The transfer coding is not known',
    logLevel: 'debug',
    closes: true,
  },
  MISDIRECTED_REQUEST: { http: 421, grpc: 'PERMISSION_DENIED', title: 'The request is for another host', logLevel: 'debug' },
  FOREIGN_PAGE: { http: 403, grpc: 'PERMISSION_DENIED', title: 'A foreign web page may not do this', logLevel: 'debug' },
  FOREIGN_NAMESPACE: { http: 403, grpc: 'PERMISSION_DENIED', title: 'The namespace is another', logLevel: 'debug' },
  // Not 503, which says that something is away and that work may be half done: here nothing was begun, and proxies repeat a 503 at once.
  OVERLOADED: {
    http: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    title: 'There is too much to do right now',
    logLevel: 'debug',
    retryAfterSeconds: 1,
  },
  RATE_LIMITED: {
    http: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    title: 'The caller has made as many calls as one may',
    logLevel: 'debug',
    retryAfterSeconds: 10,
  },
  INTERNAL: {
    http: 500,
    grpc: 'INTERNAL',
    title: 'Something went wrong on our side',
    logLevel: 'error',
    detail: 'The fault is logged under the X-Request-ID of this answer.',
  },
} as const satisfies Record<FailureCode, Failure>;

export const FAILURE_CODES = Object.keys(ERROR_TABLE) as readonly FailureCode[];

/** As callers and the documentation know a code. */
export function failureName(code: FailureCode): string {
  return code.toLowerCase().replaceAll('_', '-');
}
