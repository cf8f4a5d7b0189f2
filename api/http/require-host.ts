import type { RequestHandler } from 'express';
import { TransportError } from '../transport-error.ts';
import { isLoopback } from '../../platform/loopback.ts';
import { authorityOf, hostnameOf, isAuthority } from './authority.ts';
import { malformedHeader } from '../malformed-header.ts';
import { headerLines } from './header.ts';

/** Where the API is. */
export interface Whereabouts {
  /** What it listens on. */
  readonly host: string;
  /** Where callers reach it: PUBLIC_URL. */
  readonly url: string;
  /** Callers need not prove who they are. */
  readonly isOpen: boolean;
}

/**
 * On loopback nobody has to prove who they are, as only this machine gets through. A web page does too, once its own name points here (DNS
 * rebinding): its visitor's browser then takes the API for a part of that page. So a name that means another machine is refused.
 * @throws DomainError MALFORMED_REQUEST unless there is one Host that is well-formed, as RFC 9112, section 3.2, demands of HTTP/1.1
 * @throws TransportError MISDIRECTED_REQUEST
 */
export function requireHost({ host, url, isOpen }: Whereabouts): RequestHandler {
  const isForThisMachine = isOpen && isLoopback(host);
  const ourName = hostnameOf(new URL(url).host);
  return (req, _res, next) => {
    const hosts = headerLines(req, 'Host');
    if (hosts.length > 1 || (hosts.length === 0 && req.httpVersion !== '1.0')) throw malformedHeader('Host', 'must stand once');
    const authority = authorityOf(req.originalUrl, hosts[0]);
    if (![...hosts, authority ?? host].every(isAuthority)) throw malformedHeader('Host', 'must be a name or number, perhaps with a port');
    if (isForThisMachine && authority !== undefined && !isOurs(authority) && hostnameOf(authority) !== ourName) throw misdirected();
    next();
  };
}

function isOurs(authority: string): boolean {
  const hostname = hostnameOf(authority);
  return hostname !== undefined && isLoopback(hostname);
}

function misdirected(): TransportError {
  return new TransportError('MISDIRECTED_REQUEST', 'This API is reached by names of this machine, and by the one in PUBLIC_URL.');
}
