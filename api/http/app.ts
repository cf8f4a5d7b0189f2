import express, { type Express, type RequestHandler } from 'express';
import type { InventoryOf } from '../inventory/stock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { MetricsPage } from '../../platform/metrics/format.ts';
import type { Readiness } from '../../platform/readiness.ts';
import { afterPaymentRoutes } from './after-payment/routes.ts';
import type { ConsoleFiles } from './console/files.ts';
import { consoleRoutes, type ConsoleAccess, type ConsoleOptions } from './console/routes.ts';
import { sessionRoutes } from './console/session-routes.ts';
import type { ConsoleSessions } from './console/sessions.ts';
import { pagesOf } from './codec/allow-page.ts';
import { codecRoutes, type CodecServer } from './codec/routes.ts';
import { docsRoutes, type DocsOptions } from './docs/routes.ts';
import { healthRoutes } from './health.ts';
import { accessLog } from './access-log.ts';
import { BROWSER_HEADERS } from './browser-headers.ts';
import type { Places } from '../places.ts';
import { admitAll, admitCallers, admitPartners } from './admission.ts';
import { errorHandler, nothingHere } from './error-handler.ts';
import type { Gate } from '../access/gate.ts';
import type { CallerLimits } from '../limits/caller-limits.ts';
import { identifyBy } from './identify-caller.ts';
import { problemPages } from './problem-pages.ts';
import { requestContext } from './request-context.ts';
import { requireKnownMethod } from './known-method.ts';
import { refuseForeignPages } from './refuse-foreign-pages.ts';
import { requireHost, type Whereabouts } from './require-host.ts';
import { feedRoutes, type FeedDependencies } from './events/routes.ts';
import type { OpenStreams } from '../open-streams.ts';
import { serve, serveCallers, type CallersEntrance } from './resource.ts';
import { limitTime } from './time-limit.ts';
import { requireKnownTransferCoding } from './transfer-coding.ts';
import { inventoryRoutes } from './inventory/routes.ts';
import { metricsRoutes } from './metrics.ts';
import { orderRoutes, type OrderDependencies } from './orders/routes.ts';
import { webhookEndpointRoutes } from './webhook-endpoints/routes.ts';
import type { EndpointDependencies } from '../webhook-endpoints/endpoint-call.ts';
import { webhookRoutes, type WebhookDependencies } from './webhooks/routes.ts';

export interface AppDependencies extends OrderDependencies, FeedDependencies, EndpointDependencies, WebhookDependencies, DocsOptions {
  readonly inventoryOf: InventoryOf;
  /** Stands before everything that callers ask for. */
  readonly gate: Gate;
  readonly limits: CallerLimits;
  readonly readiness: () => Promise<Readiness>;
  readonly whereabouts: Whereabouts;
  readonly streams: OpenStreams;
  readonly metricsPage: MetricsPage;
  readonly log: Logger;
  readonly deadlineMs: number;
  /** Without them nothing is shed. */
  readonly places?: Places;
  /** Undefined where it was not built. */
  readonly console?: ConsoleFiles | undefined;
  readonly placesForPeople: ConsoleOptions['places'];
  /** Undefined where nobody can log in to it. */
  readonly sessions?: ConsoleSessions | undefined;
  /** Undefined where nothing that is encrypted can be read. */
  readonly codec?: CodecServer | undefined;
}

export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);

  app.use(
    requestContext(),
    accessLog(deps.log),
    limitTime(deps.deadlineMs),
    plainHeaders(deps.draining),
    requireHost(deps.whereabouts),
    requireKnownMethod(),
    requireKnownTransferCoding(),
  );
  const admit = deps.places ? admitCallers(deps.places) : admitAll;
  const entrance = { identify: identifyBy(deps.gate, deps.sessions), limits: deps.limits, admit, streams: deps.streams, log: deps.log };
  // Before pages are refused: it has one of another origin.
  if (deps.codec) app.use(codecRoutesOf(deps, deps.codec, entrance));
  app.use(refuseForeignPages(deps.whereabouts));
  app.use(serve({ ...healthRoutes(deps.readiness), ...metricsRoutes(deps.metricsPage) }));
  const callersRoutes = { ...orderRoutes(deps), ...feedRoutes(deps), ...inventoryRoutes(deps.inventoryOf), ...webhookEndpointRoutes(deps) };
  app.use(serveCallers(callersRoutes, entrance));
  app.use(serve(afterPaymentRoutes(deps), admit));
  app.use(serve(webhookRoutes(deps), deps.places ? admitPartners(deps.places) : admitAll));
  app.use(serve(problemPages()));
  if (deps.sessions) app.use(serve(sessionRoutes(deps.sessions)));
  app.use(docsRoutes(deps), consoleRoutes({ files: deps.console, access: accessOf(deps), places: deps.placesForPeople }));
  app.use(nothingHere(), errorHandler(deps.log, deps.whereabouts.url));
  return app;
}

function codecRoutesOf(deps: AppDependencies, codec: CodecServer, entrance: CallersEntrance): RequestHandler {
  const { gate, sessions, whereabouts, log } = deps;
  const identify = identifyBy(gate, sessions, pagesOf(codec.pageOrigin));
  return codecRoutes({ ...codec, sources: deps, entrance: { ...entrance, identify }, whereabouts, log });
}

function accessOf({ whereabouts, sessions }: AppDependencies): ConsoleAccess {
  if (whereabouts.isOpen) return 'open';
  return sessions ? 'login' : 'none';
}

function plainHeaders(draining: AbortSignal): RequestHandler {
  return (_req, res, next) => {
    res.set(BROWSER_HEADERS);
    // Clients that keep their connection would otherwise send the next request to a process that is on its way out.
    if (draining.aborted) res.set('Connection', 'close');
    next();
  };
}
