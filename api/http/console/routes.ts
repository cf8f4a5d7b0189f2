import { randomBytes } from 'node:crypto';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../../../domain/errors.ts';
import { send, type Answer } from '../answer.ts';
import { escaped, htmlPage, PAGE_HEADERS } from '../html-page.ts';
import { serve } from '../resource.ts';
import type { Asset, ConsoleFiles } from './files.ts';

const ASSETS = '/console/assets/';
const ALLOWED = 'GET, HEAD, OPTIONS';
/** The smallest first. */
const CODINGS = ['br', 'gzip'] as const;
const NOT_BUILT = htmlPage({
  title: 'The console is not built',
  body: '<p>Run <code>npm run console:build</code>, and start the API again.</p>',
});

/** How people get in: they need not prove who they are, they log in, or they cannot. */
export type ConsoleAccess = 'open' | 'login' | 'none';

export interface ConsoleOptions {
  readonly files: ConsoleFiles | undefined;
  readonly access: ConsoleAccess;
  /** Where the page leads to an order's workflow and an event's trace, with `{orderId}` and `{traceId}`; undefined where that is not known. */
  readonly places: { readonly workflow: string | undefined; readonly trace: string | undefined };
}

/** The operators' console at /console/: its files, and its page at every other address there, which the page itself tells apart. */
export function consoleRoutes({ files, ...given }: ConsoleOptions): Router {
  const toPage = { GET: { query: 'any' as const, handle: async () => ({ status: 303, headers: { Location: '/console/' } }) } };
  const router = Router({ strict: true, caseSensitive: true }).use(serve({ '/console': toPage }));
  router.use('/console', readOnly());
  router.get(`${ASSETS}{*name}`, (req, res) => {
    const asset = files?.assets.get(req.path.slice(ASSETS.length));
    if (!asset) throw new DomainError('NOT_FOUND', 'The console has no such file.');
    sendAsset(req, res, asset);
  });
  router.get('/console/{*place}', (_req, res) =>
    send(res, files ? pageOf(files, given) : { status: 404, headers: PAGE_HEADERS, body: NOT_BUILT }),
  );
  return router;
}

function readOnly(): RequestHandler {
  return (req, res, next) => {
    req.routePattern = '/console/';
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    res.set('Allow', ALLOWED);
    if (req.method === 'OPTIONS') return send(res, { status: 204 });
    throw new DomainError('METHOD_NOT_ALLOWED', `This address knows ${ALLOWED}.`);
  };
}

/** Styles that the page's script makes carry what only this answer names; everything else comes from here, and nothing runs inline. */
function pageOf({ page }: ConsoleFiles, { access, places }: Omit<ConsoleOptions, 'files'>): Answer {
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status: 200,
    headers: {
      ...PAGE_HEADERS,
      'Content-Security-Policy': policy.join('; '),
      'Cross-Origin-Opener-Policy': 'same-origin',
    },
    body: page
      .replaceAll('{nonce}', nonce)
      .replace('{access}', access)
      .replace('{workflowUrl}', () => escaped(places.workflow ?? ''))
      .replace('{traceUrl}', () => escaped(places.trace ?? '')),
  };
}

function sendAsset(req: Request, res: Response, asset: Asset): void {
  const { type, etag, bytes } = asset;
  res.set({ 'Content-Type': type, ETag: etag, 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' });
  if (req.get('If-None-Match') === etag) return void res.status(304).end();
  const coding = CODINGS.find((known) => req.acceptsEncodings(known));
  if (coding) res.set('Content-Encoding', coding);
  const body = coding ? asset[coding] : bytes;
  res.set('Content-Length', String(body.length)).end(req.method === 'HEAD' ? undefined : body);
}
