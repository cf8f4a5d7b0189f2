import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Router, type RequestHandler } from 'express';
import { DomainError } from '../../../domain/errors.ts';
import { asyncApiDocument } from '../asyncapi.ts';
import { EXAMPLE_ENDPOINTS, EXAMPLE_ORDERS } from '../examples.ts';
import { openApiDocument } from '../openapi.ts';
import { PAGE_HEADERS } from '../html-page.ts';
import { serve, type Resources } from '../resource.ts';
import { eventsPage } from './events-page.ts';

const HERE = import.meta.dirname;
const require = createRequire(import.meta.url);
const SWAGGER_UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));

/** All that the page consists of, by address. */
const FILES: Readonly<Record<string, string>> = {
  '/docs/': path.join(HERE, 'page.html'),
  '/docs/start.js': path.join(HERE, 'start.js'),
  '/docs/prepare-example.js': path.join(HERE, 'prepare-example.js'),
  '/docs/swagger-ui.css': path.join(SWAGGER_UI, 'swagger-ui.css'),
  '/docs/swagger-ui-bundle.js': path.join(SWAGGER_UI, 'swagger-ui-bundle.js'),
  '/docs/favicon-32x32.png': path.join(SWAGGER_UI, 'favicon-32x32.png'),
};

/** Swagger UI writes styles into its page and shows its icons from data: URLs; everything else comes from here. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'";
const ALLOWED = 'GET, HEAD';

/** What the page has made before an example is tried. */
const EXAMPLES = { 'x-example-orders': Object.values(EXAMPLE_ORDERS), 'x-example-endpoints': Object.values(EXAMPLE_ENDPOINTS) };

export interface DocsOptions {
  /** The page has the orders made that its examples are about: where that costs nobody anything, and callers need no token. */
  readonly makesExamples: boolean;
}

/** /openapi.json and /asyncapi.json, and the same for people at /docs/ and /docs/events, by which no browser is sent elsewhere. */
export function docsRoutes({ makesExamples }: DocsOptions): Router {
  const document = openApiDocument();
  const shownDocument = makesExamples ? { ...document, ...EXAMPLES } : document;
  const events = asyncApiDocument(document.components?.schemas);
  const eventsHtml = eventsPage(events);
  const toPage = { GET: { query: 'any' as const, handle: async () => ({ status: 303, headers: { Location: '/docs/' } }) } };
  const resources: Resources = {
    '/': toPage,
    '/docs': toPage,
    '/openapi.json': shown(shownDocument),
    // What an event's dataschema points into.
    '/asyncapi.json': shown(events),
    '/docs/events': { GET: { query: 'any', handle: async () => ({ status: 200, headers: PAGE_HEADERS, body: eventsHtml }) } },
  };
  const router = Router({ strict: true, caseSensitive: true }).use(serve(resources));
  for (const [address, file] of Object.entries(FILES)) router.all(address, fileAnswer(file));
  return router;
}

function shown(document: object): Resources[string] {
  return { GET: { query: 'any', handle: async () => ({ status: 200, headers: { 'Cache-Control': 'no-cache' }, body: document }) } };
}

function fileAnswer(file: string): RequestHandler {
  // By content: in a package all files have the same date.
  const etag = `"${createHash('sha256').update(readFileSync(file)).digest('base64url')}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-cache', 'Content-Security-Policy': PAGE_POLICY };
  return (req, res, next) => {
    req.routePattern = '/docs/';
    if (req.method === 'GET' || req.method === 'HEAD') {
      res.sendFile(file, { cacheControl: false, lastModified: false, headers }, (error) => error && next(error));
      return;
    }
    res.set('Allow', ALLOWED);
    throw new DomainError('METHOD_NOT_ALLOWED', `This address knows ${ALLOWED}.`);
  };
}
