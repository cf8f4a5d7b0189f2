import type { z } from 'zod';
import type { RunSettings } from '../domain/run-settings.ts';
import { isLoopback } from './loopback.ts';
import { requireTlsPair } from './tls-files.ts';
import { codecServer, encryption, requireKeysFile } from './encryption-variables.ts';
import { consoleClient, placesForPeople, requireConsoleClient } from './console-config.ts';
import { httpUrl, withoutSlash } from './http-url.ts';
import { natsAccess } from './nats-access.ts';
import { temporalAccess, type TemporalAccess } from './temporal-access.ts';
import { variables, type Variables } from './variables.ts';
import { requireVersionPair, workerVersion } from './worker-version-variables.ts';

export type Config = ReturnType<typeof slices>;

/** Thrown by {@link loadConfig}: one line per faulty variable, never a value. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration once. An empty variable counts as not set.
 * @throws ConfigError that lists every fault together
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const parsed = variables
    .superRefine(requireAccess)
    .superRefine(requireConsoleClient)
    .superRefine(requireTlsPair)
    .superRefine(requireVersionPair)
    .superRefine(requireKeysFile)
    .safeParse(set, { error: inWords });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The configuration has ${faults.length} fault(s); see .env.example:\n${faults.join('\n')}`);
  }
  return deepFreeze(slices(parsed.data, temporal(set)));
}

/** Of what the schema itself has no sentence for. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be a whole number' : 'must be a number';
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`;
    default:
      return undefined;
  }
};

function slices(v: Variables, { namespace = 'default', ...access }: TemporalAccess) {
  const databaseUrl = v.DATABASE_URL ?? embeddedDatabaseUrl(v.POSTGRES_PORT);
  const apiUrl = withoutSlash(v.PUBLIC_URL) ?? httpUrl(v.API_HOST, v.API_PORT);
  return {
    access: { issuer: v.OIDC_ISSUER, audience: v.OIDC_AUDIENCE, tenantClaim: v.OIDC_TENANT_CLAIM, consoleClient: consoleClient(v) },
    api: {
      host: v.API_HOST,
      port: v.API_PORT,
      url: apiUrl,
      deadlineMs: v.REQUEST_DEADLINE_MS,
      drainMs: v.DRAIN_MS,
      streams: { all: v.API_MAX_STREAMS, perCaller: v.API_MAX_STREAMS_PER_CALLER },
      inFlight: { reads: v.API_MAX_READS, writes: v.API_MAX_WRITES },
      perCaller: perCaller(v),
    },
    grpc: {
      host: v.API_HOST,
      // Beside a second system on other ports the usual one is taken.
      port: v.GRPC_PORT ?? (v.API_PORT === 8080 ? 50_051 : v.API_PORT + 4),
      tls: grpcTls(v),
    },
    database: { url: databaseUrl, poolSize: v.DATABASE_POOL_SIZE },
    partners: partners(v, databaseUrl),
    temporal: {
      ...access,
      address: access.address ?? `127.0.0.1:${v.TEMPORAL_PORT}`,
      namespace,
      taskQueue: v.TEMPORAL_TASK_QUEUE,
    },
    nats: nats(v),
    encryption: encryption(v),
    codecServer: codecServer(v, apiUrl),
    worker: { host: v.API_HOST, port: v.WORKER_HTTP_PORT ?? v.API_PORT + 1, graceMs: v.WORKER_GRACE_MS, version: workerVersion(v) },
    relay: {
      host: v.API_HOST,
      port: v.RELAY_HTTP_PORT ?? v.API_PORT + 2,
      drainMs: v.DRAIN_MS,
      retentionDays: v.OUTBOX_RETENTION_DAYS,
      stream: { maxAgeDays: v.EVENTS_MAX_AGE, maxBytes: v.EVENTS_MAX_BYTES, replicas: v.EVENTS_REPLICAS },
    },
    payment: {
      provider: v.PAYMENT_PROVIDER,
      renewBeforeMs: Math.ceil(v.AUTHORISATION_RENEW_HOURS * 3_600_000),
      capturePerShipment: v.CAPTURE_PER_SHIPMENT,
      webhookSecret: v.PAYMENT_WEBHOOK_SECRET,
      webhookUrl: `${apiUrl}/webhooks/payments`,
      stripe: {
        secretKey: v.STRIPE_SECRET_KEY,
        webhookSecret: v.STRIPE_WEBHOOK_SECRET,
        apiUrl: v.STRIPE_API_URL,
        returnUrl: v.STRIPE_RETURN_URL ?? `${apiUrl}/after-payment/{orderId}`,
      },
    },
    carrier: {
      name: v.CARRIER,
      webhookSecret: v.CARRIER_WEBHOOK_SECRET,
      webhookUrl: `${apiUrl}/webhooks/carrier`,
      pickupMs: v.CARRIER_PICKUP_MS,
      pickupSpreadMs: v.CARRIER_PICKUP_SPREAD_MS,
      deliveryMs: v.CARRIER_DELIVERY_MS,
    },
    parcelMaxUnits: v.PARCEL_MAX_UNITS,
    handOverDelayMs: Math.ceil(v.HAND_OVER_DELAY_MINUTES * 60_000),
    returns: {
      approval: v.RETURN_APPROVAL,
      windowMs: Math.ceil(v.RETURN_WINDOW_DAYS * 86_400_000),
      expiryMs: Math.ceil(v.RETURN_EXPIRY_DAYS * 86_400_000),
    },
    webhooks: webhooks(v),
    backorderMs: Math.ceil(v.BACKORDER_DAYS * 86_400_000),
    reservationMs: Math.ceil(v.RESERVATION_MINUTES * 60_000),
    partnerQueues: partnerQueues(v),
    run: runSettings(v),
    reconcileEveryMs: v.RECONCILE_EVERY * 1000,
    log: { level: v.LOG_LEVEL },
    placesForPeople: placesForPeople(v, namespace),
    watchedDisk: v.WATCHED_DISK,
    telemetry: { otlpEndpoint: v.OTEL_EXPORTER_OTLP_ENDPOINT, sampler: v.OTEL_TRACES_SAMPLER, share: v.OTEL_TRACES_SAMPLER_ARG },
    local: local(v, access),
  };
}

/** What `npm start` runs beside our own processes, and where. */
function local(v: Variables, access: Pick<TemporalAccess, 'address'>) {
  return {
    dataDir: v.DATA_DIR,
    postgresPort: v.POSTGRES_PORT,
    temporalPort: v.TEMPORAL_PORT,
    temporalUiPort: v.TEMPORAL_UI_PORT ?? v.TEMPORAL_PORT + 1000,
    natsPort: v.NATS_PORT,
    observe: v.OBSERVE,
    prometheusPort: v.PROMETHEUS_PORT,
    jaeger: { port: v.JAEGER_PORT, otlpPort: v.JAEGER_OTLP_PORT ?? v.JAEGER_PORT + 1 },
    collector: { port: v.COLLECTOR_PORT, metricsPort: v.COLLECTOR_METRICS_PORT ?? v.COLLECTOR_PORT + 1 },
    /** Services whose address the environment gave: `npm start` uses those and starts none. */
    given: {
      postgres: v.DATABASE_URL !== undefined,
      temporal: access.address !== undefined,
      nats: v.NATS_URL !== undefined,
      partners: v.PARTNERS_URL !== undefined,
      collector: v.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined,
    },
  };
}

function perCaller(v: Variables) {
  // Where nobody says who calls, all are one.
  const most = v.OIDC_ISSUER === undefined ? undefined : Math.ceil(v.API_MAX_WRITES * 0.75);
  return {
    rates: { reads: v.API_READS_PER_SECOND, writes: v.API_WRITES_PER_SECOND },
    inFlight: v.API_MAX_IN_FLIGHT_PER_CALLER ?? most,
    connections: v.API_MAX_CONNECTIONS_PER_ADDRESS,
  };
}

function grpcTls({ GRPC_TLS_CERT_FILE: certFile, GRPC_TLS_KEY_FILE: keyFile, GRPC_TLS_CLIENT_CA_FILE: clientCaFile }: Variables) {
  if (certFile === undefined || keyFile === undefined) return undefined;
  return { certFile, keyFile, ...(clientCaFile !== undefined && { clientCaFile }) };
}

/** @throws ConfigError */
function temporal(set: Record<string, string>): TemporalAccess {
  try {
    return temporalAccess(set);
  } catch (cause) {
    throw new ConfigError(`Temporal's configuration (TEMPORAL_…) cannot be used: ${(cause as Error).message}`, { cause });
  }
}

function nats(v: Variables) {
  const url = v.NATS_URL ?? `nats://127.0.0.1:${v.NATS_PORT}`;
  const tls = {
    ...(v.NATS_CA !== undefined && { caFile: v.NATS_CA }),
    ...(v.NATS_CERT !== undefined && { certFile: v.NATS_CERT }),
    ...(v.NATS_KEY !== undefined && { keyFile: v.NATS_KEY }),
  };
  return { url, ...natsAccess(url, { creds: v.NATS_CREDS, nkey: v.NATS_NKEY, ...tls }) };
}

function partners(v: Variables, databaseUrl: string) {
  const port = v.PARTNERS_HTTP_PORT ?? v.API_PORT + 3;
  const url = withoutSlash(v.PARTNERS_URL) ?? httpUrl(v.API_HOST, port);
  return {
    host: v.API_HOST,
    port,
    url,
    publicUrl: withoutSlash(v.PARTNERS_PUBLIC_URL) ?? url,
    apiKey: v.PARTNERS_API_KEY,
    databaseUrl: v.PARTNERS_DATABASE_URL ?? databaseUrl,
    poolSize: v.DATABASE_POOL_SIZE,
    drainMs: v.DRAIN_MS,
  };
}

function webhooks(v: Variables) {
  return {
    host: v.API_HOST,
    port: v.WEBHOOKS_HTTP_PORT ?? v.API_PORT + 5,
    drainMs: v.DRAIN_MS,
    /** Who sends takes the tries from a queue of their own. */
    sendersQueue: `${v.TEMPORAL_TASK_QUEUE}-webhooks`,
    targets: v.WEBHOOK_TARGETS ?? ('public' as const),
    ports: v.WEBHOOK_PORTS,
    waitsMs: v.WEBHOOK_RETRY_SECONDS.map((seconds) => seconds * 1000),
    retentionDays: v.WEBHOOK_RETENTION_DAYS,
  };
}

export interface PartnerQueue {
  readonly partner: 'payment' | 'carrier';
  readonly taskQueue: string;
  readonly stepsPerSecond: number;
}

function partnerQueues({ PARTNER_STEPS_PER_SECOND: text, TEMPORAL_TASK_QUEUE: queue }: Variables): PartnerQueue[] {
  const limits = text?.split(',').map((limit) => limit.split(':')) ?? [];
  return limits.map(([name, rate]) => {
    const partner = name as PartnerQueue['partner'];
    return { partner, taskQueue: `${queue}-${partner}`, stepsPerSecond: Number(rate) };
  });
}

function runSettings(v: Variables): RunSettings {
  return {
    partnerQueues: Object.fromEntries(partnerQueues(v).map(({ partner, taskQueue }) => [partner, taskQueue])),
    escalateAfterMs: Math.ceil(v.PATIENCE_MINUTES * 60_000),
    carrierSilenceMs: Math.ceil(v.CARRIER_SILENCE_MINUTES * 60_000),
    carrierLateMs: Math.ceil(v.CARRIER_LATE_HOURS * 3_600_000),
  };
}

/** The embedded PostgreSQL listens on loopback only; its password keeps other users of the machine's tools from a mix-up, not an attacker out. */
export function embeddedDatabaseUrl(portNumber: number): string {
  return `postgresql://orders:orders@127.0.0.1:${portNumber}/orders`;
}

/** An API that asks nobody who they are must not be reached from elsewhere by mistake. */
function requireAccess(
  { API_HOST: apiHost, AUTH: auth, OIDC_ISSUER: issuer, OIDC_TENANT_CLAIM: claim }: Variables,
  context: z.RefinementCtx,
) {
  const fault = (name: keyof Variables, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  if (auth === 'none' && issuer !== undefined) fault('AUTH', 'cannot be `none` beside OIDC_ISSUER');
  if (claim !== undefined && issuer === undefined) fault('OIDC_TENANT_CLAIM', 'needs OIDC_ISSUER');
  if (issuer !== undefined || auth === 'none' || isLoopback(apiHost)) return;
  fault(
    'API_HOST',
    'can be reached from elsewhere, and no caller has to say who they are: set OIDC_ISSUER, or AUTH=none when something in front lets callers in',
  );
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}
