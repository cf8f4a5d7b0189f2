import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { connectNats } from '../adapters/jetstream/connection.ts';
import { createEventFeed } from '../adapters/jetstream/event-feed.ts';
import { openWakeUps } from '../adapters/jetstream/wake-ups.ts';
import { createAccessTokens } from '../adapters/oidc/access-tokens.ts';
import { createPersonLogin } from '../adapters/oidc/person-login.ts';
import { connectDatabase, type Database, type PooledDatabase } from '../adapters/postgres/database.ts';
import { requireFlowingEvents } from '../adapters/postgres/flowing-events.ts';
import { readGauges } from '../adapters/postgres/gauges.ts';
import { createCallCounts } from '../adapters/postgres/call-counts.ts';
import { createInventory } from '../adapters/postgres/inventory.ts';
import { createOrderReader } from '../adapters/postgres/order-reader.ts';
import { createOrderStore, type OrderStoreOptions } from '../adapters/postgres/order-store.ts';
import { createWebhookEndpoints } from '../adapters/postgres/webhook-endpoints.ts';
import { createOutcomeStore } from '../adapters/postgres/outcome-store.ts';
import { createStripeWebhook } from '../adapters/payment/stripe-webhook.ts';
import { refusalOf } from '../adapters/webhook/allowed-targets.ts';
import { connectTemporal, type TemporalConnection } from '../adapters/temporal/connection.ts';
import { openHistoryPayloads, openPayloadCodec } from '../adapters/temporal/open-payload-codec.ts';
import { createStockNews } from '../adapters/temporal/stock-news.ts';
import { describeTaskQueues } from '../adapters/temporal/task-queues.ts';
import { createOrderWorkflows } from '../adapters/temporal/order-workflows.ts';
import type { WakeUps } from '../domain/ports/wake-ups.ts';
import type { Config } from '../platform/config.ts';
import { requireRoom } from '../platform/free-disk.ts';
import type { Logger } from '../platform/logger.ts';
import type { MetricsPage } from '../platform/metrics/format.ts';
import { backlogReadings } from '../platform/metrics/backlog.ts';
import { tellRecorded } from '../platform/metrics/orders.ts';
import { atMostEvery, createMetricsPage } from '../platform/metrics/page.ts';
import { showCertificate } from '../platform/metrics/certificates.ts';
import { poolReadings } from '../platform/metrics/pool.ts';
import { taskQueueReadings } from '../platform/metrics/task-queues.ts';
import { dialAny } from '../platform/dial.ts';
import { fitSession } from '../platform/postgres-session.ts';
import { createReadiness, type ProcessState } from '../platform/readiness.ts';
import { runProcess } from '../platform/run-process.ts';
import { requireWebhookSecrets } from '../platform/secrets.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { openGate, tokenGate, type Gate } from './access/gate.ts';
import { SCOPES } from './access/scopes.ts';
import { tlsCredentials } from './grpc/certificates.ts';
import { createHealth } from './grpc/health.ts';
import { ordersService } from './grpc/orders-service.ts';
import { listenGrpc } from './grpc/server.ts';
import { createApp } from './http/app.ts';
import type { CodecServer } from './http/codec/routes.ts';
import { readConsole } from './http/console/files.ts';
import { createConsoleSessions, type ConsoleSessions } from './http/console/sessions.ts';
import type { InventoryOf } from './inventory/stock.ts';
import { CallerLimits } from './limits/caller-limits.ts';
import { createConnectionLimit } from './limits/connection-limit.ts';
import { RateLimits } from './limits/rate-limits.ts';
import { OpenStreams } from './open-streams.ts';
import { createPlaces } from './places.ts';
import { listen } from './http/server.ts';
import { standardPaymentWebhook, type PaymentWebhook } from './http/webhooks/payment-webhook.ts';

/** After the drain: closing connections and sending the last traces (ms). */
const CLOSING_MS = 2000;
/** Scrapes of several servers ask Temporal once (ms). */
const TASK_QUEUES_EVERY_MS = 5000;

/** How each provider's webhooks are read and checked. */
const PAYMENT_WEBHOOKS: Readonly<Record<Config['payment']['provider'], (secret: string) => PaymentWebhook>> = {
  simulated: standardPaymentWebhook,
  stripe: createStripeWebhook,
};

await runProcess('api', async (config, log) => {
  const secrets = requireWebhookSecrets(config);
  const stopTelemetry = await startTelemetry('api', config.telemetry);
  const session = await fitSession(config.database.url);
  const db = connectDatabase({ session, poolSize: config.database.poolSize, name: 'api' });
  const temporal = temporalOf(config, db, log);
  const { taskQueue } = config.temporal;
  const workflows = createOrderWorkflows({ client: temporal.client, taskQueue, settings: config.run });
  const feed = feedOf(config.nats, log);
  const onNoWakeUps = (err: unknown) => log.warn({ err }, 'nobody tells of changes at once: whoever waits for them looks by itself');
  const wakeUps = openWakeUps({ nats: config.nats, user: 'api', onOutage: onNoWakeUps });
  const now = () => new Date();
  const draining = new AbortController();
  let state: ProcessState = 'starting';
  const { watchedDisk } = config;

  const places = createPlaces(config.api.inFlight, config.api.deadlineMs);
  const readiness = createReadiness({
    state: () => state,
    checks: {
      postgres: () => db.ping(),
      temporal: (deadline) => workflows.ping(deadline),
      nats: (deadline) => Promise.all([dialAny(config.nats.servers, deadline), requireFlowingEvents(db)]),
      ...(watchedDisk !== undefined && { diskSpace: () => requireRoom(watchedDisk) }),
    },
    optional: ['nats'],
  });
  const deps = {
    reader: createOrderReader(db),
    orders: createOrderStore({ db, now, onRecorded: tellingOf(log, wakeUps) }),
    wakeUps,
    outcomes: createOutcomeStore(db),
    inventoryOf: inventoriesOf(db, temporal.client, log),
    ...webhookEndpoints(db, config),
    workflows,
    carrierWebhookSecret: secrets.carrier,
    paymentWebhook: PAYMENT_WEBHOOKS[config.payment.provider](secrets.payment),
    readiness,
    handOverDelayMs: config.handOverDelayMs,
    returnWindowMs: config.returns.windowMs,
    draining: draining.signal,
    feed,
    streams: new OpenStreams(config.api.streams, draining.signal),
    ...entrance(config, log),
    limits: limitsOf(config.api.perCaller, { db, log, draining: draining.signal }),
    makesExamples: config.payment.provider === 'simulated' && config.access.issuer === undefined,
    whereabouts: { ...config.api, isOpen: config.access.issuer === undefined },
    metricsPage: metricsPage({ config, db, client: temporal.client, log }),
    log,
    deadlineMs: config.api.deadlineMs,
    places,
    console: readConsole(),
    placesForPeople: config.placesForPeople,
    codec: codecServer(config, db),
    now,
  };
  const health = createHealth(readiness);
  const limitConnections = createConnectionLimit(config.api.perCaller.connections);
  const grpc = await listenGrpc({ ...grpcEntrance(config.grpc, log), limitConnections, orders: ordersService(deps), health });
  const http = await listen({
    host: config.api.host,
    port: config.api.port,
    publicUrl: config.api.url,
    streams: config.api.streams.all,
    limitConnections,
    app: createApp(deps),
  });
  state = 'serving';
  void health.follow();
  log.info({ url: config.api.url, docs: `${config.api.url}/docs`, grpc: `${config.grpc.host}:${config.grpc.port}` }, 'listening');

  onShutdown({
    log,
    graceMs: config.api.drainMs + CLOSING_MS,
    stop: async () => {
      state = 'draining';
      draining.abort();
      await Promise.all([http.drain(config.api.drainMs), grpc.drain(config.api.drainMs)]);
      await Promise.allSettled([feed.close(), wakeUps.close(), temporal.close(), db.close(), stopTelemetry()]);
    },
  });
});

function temporalOf(config: Config, db: Database, log: Logger): TemporalConnection {
  const temporal = connectTemporal({ ...config.temporal, codec: openPayloadCodec(config, db) }, log);
  showCertificate('temporal', temporal.certificate);
  return temporal;
}

function codecServer(config: Config, db: Database): CodecServer | undefined {
  const history = openHistoryPayloads(config, db);
  return history && { history, namespace: config.temporal.namespace, pageOrigin: config.codecServer?.pageOrigin };
}

function feedOf(nats: Config['nats'], log: Logger): ReturnType<typeof createEventFeed> {
  return createEventFeed({
    connect: () => connectNats(nats, { user: 'api', maxReconnectAttempts: -1, pingInterval: 5000, maxPingOut: 2 }),
    onOutage: (err) => log.warn({ err }, 'the stream of events cannot be read'),
  });
}

/** Each tenant has a stock of its own; who waits for some of it is told when it comes. */
function inventoriesOf(db: Database, client: Client, log: Logger): InventoryOf {
  const onServed = createStockNews(client, (err) =>
    log.warn({ err }, 'an order was not told that its stock has come: the reconciler will tell it'),
  );
  return (tenant) => createInventory(db, tenant, { onServed });
}

interface Limiting {
  readonly db: Database;
  readonly log: Logger;
  readonly draining: AbortSignal;
}

function limitsOf({ rates, inFlight }: Config['api']['perCaller'], { db, log, draining }: Limiting): CallerLimits {
  const onOutage = (err: unknown) =>
    log.warn({ err }, 'calls are limited by what came here alone: those at other replicas cannot be counted');
  const limits = new RateLimits({ rates, counts: createCallCounts(db), now: Date.now, onOutage });
  limits.tellUntil(draining);
  return new CallerLimits({ rates: limits, inFlight });
}

interface Measured {
  readonly config: Config;
  readonly db: PooledDatabase;
  readonly client: Client;
  readonly log: Logger;
}

function metricsPage({ config, db, client, log }: Measured): MetricsPage {
  const { taskQueue } = config.temporal;
  const taskQueues = [
    ...(['workflow', 'activity'] as const).map((type) => ({ name: taskQueue, type })),
    ...config.partnerQueues.map((queue) => ({ name: queue.taskQueue, type: 'activity' as const })),
  ];
  const certificate = config.nats.tls?.certFile;
  if (certificate !== undefined) showCertificate('nats', () => readFileSync(certificate));
  return createMetricsPage(log, {
    readings: {
      outbox: backlogReadings(() => readGauges(db)),
      'task queues': taskQueueReadings(atMostEvery(TASK_QUEUES_EVERY_MS, () => describeTaskQueues(client, taskQueues, () => new Date()))),
      pool: poolReadings(() => db.pool()),
    },
  });
}

/** The CREATED that this process writes, and the notes, are told like what workers write. */
function tellingOf(log: Logger, wakeUps: Pick<WakeUps, 'changed'>): NonNullable<OrderStoreOptions['onRecorded']> {
  const tell = tellRecorded(log, ['CREATED']);
  return (after, before) => {
    tell(after, before);
    wakeUps.changed(after.id);
  };
}

/** How callers are let in, and people who log in to the console. */
function entrance({ access, api }: Config, log: Logger): { readonly gate: Gate; readonly sessions?: ConsoleSessions } {
  const { issuer, audience, tenantClaim, consoleClient } = access;
  if (issuer === undefined) return { gate: openGate };
  const onOutage = (err: unknown) => log.warn({ err, issuer }, "the token issuer's keys cannot be fetched");
  const tokens = createAccessTokens({ issuer, audience, tenantClaim, fetch, clock: () => performance.now(), onOutage });
  const gate = tokenGate({ tokens, tenantClaim });
  if (!consoleClient) return { gate };
  const login = createPersonLogin({
    issuer,
    clientId: consoleClient.id,
    clientSecret: consoleClient.secret,
    redirectUri: new URL('/console/callback', api.url).href,
    homeUri: new URL('/console/', api.url).href,
    scopes: Object.keys(SCOPES),
    audience,
    onOutage: (err) => log.warn({ err, issuer }, 'the token issuer cannot be asked to log somebody in or out'),
  });
  return { gate, sessions: createConsoleSessions({ login, tokens, secret: consoleClient.secret }) };
}

function webhookEndpoints(db: Database, { webhooks }: Config) {
  return {
    endpointsOf: (tenant: string) => createWebhookEndpoints(db, tenant),
    refusesTarget: (url: URL) => refusalOf(url, webhooks),
  };
}

function grpcEntrance({ host, port, tls }: Config['grpc'], log: Logger) {
  return { host, port, ...(tls && { credentials: tlsCredentials(tls, log) }) };
}
