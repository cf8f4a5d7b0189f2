import type { RequestHandler } from 'express';
import { HTTP_METHODS } from '../../platform/http-methods.ts';
import { TransportError } from '../transport-error.ts';

/**
 * An address that does not serve a known method answers 405, whatever else comes is known nowhere here.
 * @throws TransportError METHOD_NOT_IMPLEMENTED
 */
export function requireKnownMethod(): RequestHandler {
  return (req, _res, next) => {
    if (!HTTP_METHODS.has(req.method)) throw unknownMethod();
    next();
  };
}

export function unknownMethod(): TransportError {
  return new TransportError('METHOD_NOT_IMPLEMENTED', 'The method is none that is known here.');
}
