/** What a transport refuses before anything is done for a call. */
export type TransportErrorCode =
  | 'REQUEST_TIMEOUT'
  | 'TOO_MANY_PIECES'
  | 'TARGET_TOO_LONG'
  | 'HEADERS_TOO_LARGE'
  | 'METHOD_NOT_IMPLEMENTED'
  | 'TRANSFER_CODING_NOT_IMPLEMENTED'
  | 'OVERLOADED'
  | 'RATE_LIMITED'
  | 'MISDIRECTED_REQUEST'
  | 'FOREIGN_PAGE'
  | 'FOREIGN_NAMESPACE';

export class TransportError extends Error {
  override name = 'TransportError';
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
