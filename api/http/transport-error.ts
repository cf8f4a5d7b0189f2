/** What only HTTP can have wrong: these end before, or without, anything that the order system does. */
export type TransportErrorCode = 'REQUEST_TIMEOUT' | 'TOO_MANY_PIECES' | 'HEADERS_TOO_LARGE' | 'OVERLOADED';

export class TransportError extends Error {
  override name = 'TransportError';
  readonly code: TransportErrorCode;

  constructor(code: TransportErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
