import type { RequestHandler } from 'express';
import { TransportError } from '../transport-error.ts';

/** Methods of RFC 9110 and 5789: an address that does not serve one of them answers 405, whatever else comes is known nowhere here. */
const METHODS = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

/** @throws TransportError METHOD_NOT_IMPLEMENTED */
export function requireKnownMethod(): RequestHandler {
  return (req, _res, next) => {
    if (!METHODS.has(req.method)) throw unknownMethod();
    next();
  };
}

export function unknownMethod(): TransportError {
  return new TransportError('METHOD_NOT_IMPLEMENTED', 'The method is none that is known here.');
}
