import { AsyncResource } from 'node:async_hooks';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from '../platform/logger.ts';
import { observeRequest } from '../platform/metrics/requests.ts';
import { shipmentRoutes } from './carrier/routes.ts';
import type { Carrier } from './carrier/carrier.ts';
import { requireApiKey } from './http/api-key.ts';
import { answerErrors, nothingHere } from './http/errors.ts';
import { mounted, requestContext, routeOf } from './http/request-context.ts';
import { probeRoutes, type Probes } from './http/probes.ts';
import { PAGES_PATH, pageRoutes } from './payments/page-routes.ts';
import type { Provider } from './payments/provider.ts';
import { paymentRoutes } from './payments/routes.ts';

export interface PartnersApp extends Probes {
  readonly provider: Provider;
  readonly carrier: Carrier;
  readonly apiKey: string;
  readonly isDraining: () => boolean;
  readonly log: Logger;
}

/** The payment provider and the carrier, as they are reached over HTTP. */
export function createPartnersApp({ provider, carrier, apiKey, isDraining, log, ...probes }: PartnersApp): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestContext(), observe(log), closeWhile(isDraining));
  app.use(probeRoutes(probes));
  app.use(PAGES_PATH, mounted, pageRoutes(provider));
  app.use(requireApiKey(apiKey), express.json({ limit: '64kb' }));
  app.use('/payments', mounted, paymentRoutes(provider));
  app.use('/shipments', mounted, shipmentRoutes(carrier));
  app.use(nothingHere, answerErrors(log));
  return app;
}

function observe(log: Logger): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    const onClose = () => {
      const labels = { method: req.method, route: routeOf(req, res), status: res.writableFinished ? res.statusCode : 0 };
      observeRequest(labels, (performance.now() - began) / 1000);
      log.debug({ ...labels, path: req.originalUrl }, 'request');
    };
    res.once('close', AsyncResource.bind(onClose));
    next();
  };
}

/** Clients that keep their connection would otherwise send the next request to a process that is on its way out. */
function closeWhile(isDraining: () => boolean): RequestHandler {
  return (req, res, next) => {
    if (isDraining()) res.set('Connection', 'close');
    else res.once('finish', () => isDraining() && req.socket.end());
    next();
  };
}
