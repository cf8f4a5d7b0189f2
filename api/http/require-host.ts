import type { RequestHandler } from 'express';
import { headerLines, malformedHeader } from './header.ts';

/** @throws DomainError MALFORMED_REQUEST unless there is one Host, as RFC 9112, section 3.2, demands of HTTP/1.1 */
export function requireHost(): RequestHandler {
  return (req, _res, next) => {
    const hosts = headerLines(req, 'Host').length;
    if (hosts > 1 || (hosts === 0 && req.httpVersion !== '1.0')) throw malformedHeader('Host', 'must stand once');
    next();
  };
}
