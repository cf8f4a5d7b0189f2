import type { RequestHandler } from 'express';
import { TransportError } from '../transport-error.ts';

/** @throws TransportError TRANSFER_CODING_NOT_IMPLEMENTED for a body in anything but chunks (RFC 9112, section 6.1) */
export function requireKnownTransferCoding(): RequestHandler {
  return (req, _res, next) => {
    const coding = req.headers['transfer-encoding'];
    if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') throw unknownTransferCoding();
    next();
  };
}

export function unknownTransferCoding(): TransportError {
  return new TransportError('TRANSFER_CODING_NOT_IMPLEMENTED', 'Transfer-Encoding may be chunked and nothing else.');
}
