import { Router, type RequestHandler } from 'express';
import swaggerUi from 'swagger-ui-express';
import { DomainError } from '../../domain/errors.ts';
import { serve, type Resources } from './resource.ts';
import { openApiDocument } from './openapi.ts';

/** Swagger UI writes styles into its page and shows its icons from data: URLs; everything comes from here. */
const PAGE_POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

/** /openapi.json, and the same for people at /docs; nothing is loaded from elsewhere. */
export function docsRoutes(): Router {
  const document = openApiDocument();
  const resources: Resources = {
    '/': { GET: { query: 'any', handle: async () => ({ status: 303, headers: { Location: '/docs/' } }) } },
    '/openapi.json': {
      GET: { query: 'any', handle: async () => ({ status: 200, headers: { 'Cache-Control': 'no-cache' }, body: document }) },
    },
  };
  const page = swaggerUi.setup(undefined, {
    customSiteTitle: 'Durable Orders',
    // The badge would send this address to a public validator.
    swaggerOptions: { url: '/openapi.json', validatorUrl: null },
  });
  return Router()
    .use(serve(resources))
    .use('/docs', readOnly, ...swaggerUi.serve, page);
}

const readOnly: RequestHandler = (req, res, next) => {
  req.routePattern = '/docs';
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.set('Allow', 'GET, HEAD');
    throw new DomainError('METHOD_NOT_ALLOWED', 'This address knows GET, HEAD.');
  }
  res.set('Content-Security-Policy', PAGE_POLICY);
  next();
};
