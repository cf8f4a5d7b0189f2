import type { Request, RequestHandler } from 'express';
import { TransportError } from '../transport-error.ts';
import { authorityOf } from './authority.ts';
import type { Whereabouts } from './require-host.ts';

/** What changes nothing: a foreign page gets to read no answer, as none allows it to. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What browsers say of a request that a page of ours makes, or a person. */
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * Where callers need not prove who they are, a browser's request is as good as its user's. Browsers say from which page a request comes
 * (Sec-Fetch-Site, before 2023 only Origin), and nothing else sends these headers.
 * @throws TransportError FOREIGN_PAGE
 */
export function refuseForeignPages({ url, isOpen }: Whereabouts): RequestHandler {
  const ownOrigin = new URL(url).origin;
  return (req, _res, next) => {
    if (isOpen && !SAFE.has(req.method) && isForeign(req, ownOrigin)) {
      throw new TransportError('FOREIGN_PAGE', 'The request comes from a web page that is none of this API.');
    }
    next();
  };
}

function isForeign(req: Request, ownOrigin: string): boolean {
  const origin = req.get('Origin');
  const site = req.get('Sec-Fetch-Site');
  if (origin !== undefined && (origin === ownOrigin || isSameHost(origin, req))) return false;
  return site === undefined ? origin !== undefined : !OWN_SITES.has(site);
}

/** Without the scheme: a proxy in front may have taken TLS off. */
function isSameHost(origin: string, req: Request): boolean {
  return URL.parse(origin)?.host === authorityOf(req.originalUrl, req.get('Host'))?.toLowerCase();
}
