import { z } from 'zod';
import { accessVariables } from './access-variables.ts';
import { callerLimitVariables } from './caller-limit-variables.ts';
import { natsVariables } from './nats-variables.ts';
import { observeVariables } from './observe-variables.ts';
import { tlsFiles } from './tls-files.ts';
import { encryptionVariables } from './encryption-variables.ts';
import { eventVariables } from './event-variables.ts';
import { returnVariables } from './return-variables.ts';
import { temporalVariables } from './temporal-variables.ts';
import { traceVariables } from './trace-variables.ts';
import { webhookVariables } from './webhook-variables.ts';
import { workerVersionVariables } from './worker-version-variables.ts';
import { duration, host, milliseconds, port, positive, url, webhookSecret } from './variable-kinds.ts';

/** Whoever starts a process tells it with these; the first three groups are all a deployment usually sets. */
export const variables = z.object({
  DATABASE_URL: url('postgresql:', 'postgres:').optional().meta({
    group: 'Addresses',
    secret: true,
    shown: 'the embedded PostgreSQL',
    description: 'PostgreSQL to use, 15 or later (docs/servers.md); `npm start` starts none when it is set',
  }),
  ...temporalVariables,
  ...natsVariables,
  PARTNERS_URL: url('http:', 'https:').optional().meta({
    group: 'Addresses',
    shown: 'http://API_HOST:PARTNERS_HTTP_PORT',
    description: 'simulated payment provider and carrier; `npm start` starts none when it is set',
  }),
  PARTNERS_DATABASE_URL: url('postgresql:', 'postgres:').optional().meta({
    group: 'Addresses',
    secret: true,
    shown: 'DATABASE_URL',
    description: 'PostgreSQL in which the simulated partners keep their schema `partners`',
  }),
  API_HOST: host.default('127.0.0.1').meta({ group: 'Addresses', description: 'address the API listens on' }),
  API_PORT: port
    .max(65_530)
    .default(8080)
    .meta({ group: 'Addresses', description: "port the API listens on; the other processes' ports follow it" }),
  GRPC_PORT: port.optional().meta({
    group: 'Addresses',
    shown: '50051',
    description: 'port of gRPC, on API_HOST; API_PORT + 4 where API_PORT is another than 8080',
  }),
  WORKER_HTTP_PORT: port
    .optional()
    .meta({ group: 'Addresses', shown: 'API_PORT + 1', description: "port of the worker's health and metrics, on API_HOST" }),
  RELAY_HTTP_PORT: port
    .optional()
    .meta({ group: 'Addresses', shown: 'API_PORT + 2', description: "port of the relay's health and metrics, on API_HOST" }),
  PARTNERS_HTTP_PORT: port.optional().meta({
    shown: 'API_PORT + 3',
    group: 'Addresses',
    description: 'port of the simulated partners, with their health and metrics, on API_HOST',
  }),
  WEBHOOKS_HTTP_PORT: port
    .optional()
    .meta({ group: 'Addresses', shown: 'API_PORT + 5', description: "port of the webhook sender's health and metrics, on API_HOST" }),

  ...accessVariables,

  TEMPORAL_TASK_QUEUE: z
    .string()
    .min(1)
    .default('orders')
    .meta({ group: 'Temporal', description: 'task queue of the order workflows and their activities' }),
  PARTNER_STEPS_PER_SECOND: z
    .string()
    .regex(/^(payment|carrier):\d+(\.\d+)?(,(payment|carrier):\d+(\.\d+)?)?$/, 'must be like payment:20,carrier:5, or one of them')
    .refine((text) => {
      const limits = text.split(',').map((limit) => limit.split(':'));
      return new Set(limits.map(([partner]) => partner)).size === limits.length && limits.every(([, rate]) => Number(rate) > 0);
    }, 'must name each partner once, with more than 0 steps a second')
    .optional()
    .meta({
      group: 'Temporal',
      shown: 'unlimited',
      description:
        'steps a second that all workers together take to a partner, e.g. `payment:20,carrier:5`; these get a task queue of their own',
    }),
  TEMPORAL_UI_URL: url('http:', 'https:').optional().meta({
    group: 'Temporal',
    shown: 'none; `npm start`: that of its own Temporal',
    description: "where people's browsers find Temporal's UI: the console leads there, its pages may ask for what is encrypted",
  }),
  RECONCILE_EVERY: positive
    .default(60)
    .meta({ group: 'Temporal', description: 'how often the reconciler compares PostgreSQL, Temporal and the payment provider (seconds)' }),
  WORKER_GRACE_MS: milliseconds.default(20_000).meta({
    group: 'Temporal',
    description: "how long the worker lets running activities finish after SIGTERM (ms); keep it under the pod's grace period",
  }),
  ...workerVersionVariables,

  DATABASE_POOL_SIZE: positive.max(100).default(8).meta({ group: 'Limits', description: 'PostgreSQL connections per process' }),
  REQUEST_DEADLINE_MS: positive
    .default(5000)
    .meta({ group: 'Limits', description: 'time a request may take before it is answered with what is known (ms)' }),
  API_MAX_WRITES: positive.default(64).meta({
    group: 'Limits',
    description: 'changing requests that the API works on at once, more are answered 429; waits and webhooks count apart',
  }),
  API_MAX_READS: positive
    .default(128)
    .meta({ group: 'Limits', description: 'reading requests that the API works on at once, more are answered 429' }),
  ...callerLimitVariables,
  API_MAX_STREAMS: positive
    .default(4000)
    .meta({ group: 'Limits', description: 'streams of events that the API holds open at once, more are answered 429' }),
  API_MAX_STREAMS_PER_CALLER: positive.default(2000).meta({ group: 'Limits', description: 'of these, streams of one caller' }),
  DRAIN_MS: milliseconds
    .default(10_000)
    .meta({ group: 'Limits', description: 'time API and relay have to finish what is under way after SIGTERM (ms)' }),
  RESERVATION_MINUTES: duration
    .default(15)
    .meta({ group: 'Limits', description: "how long reserved stock waits for the payment's authorisation (minutes)" }),
  BACKORDER_DAYS: duration.default(30).meta({
    group: 'Limits',
    description: 'how long an order waits for stock that is short before a person is asked; only where it allows it (days)',
  }),
  HAND_OVER_DELAY_MINUTES: z.coerce.number().min(0).default(0).meta({
    group: 'Limits',
    description: 'how long after it was placed every order can still be changed before it is handed over (minutes)',
  }),
  PATIENCE_MINUTES: duration.default(10).meta({
    group: 'Limits',
    description: 'how long a provider or carrier may fail an order before it is listed for a person; the tries go on (minutes)',
  }),
  ...returnVariables,
  ...eventVariables,

  PAYMENT_PROVIDER: z.enum(['simulated', 'stripe']).default('simulated').meta({
    group: 'Payment and carrier',
    description: 'payment provider: `simulated` needs no account and obeys the tok_… tokens; `stripe`',
  }),
  PAYMENT_WEBHOOK_SECRET: webhookSecret.optional().meta({
    group: 'Payment and carrier',
    secret: true,
    shown: 'made by `npm start`',
    description: "signs the payment provider's webhooks (whsec_…); needed by the API and the simulated partners",
  }),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_\S+$/, 'must be a secret (sk_…) or restricted (rk_…) key')
    .optional()
    .meta({
      group: 'Payment and carrier',
      secret: true,
      shown: 'none',
      description: 'key of the Stripe account, sk_… or rk_…; the worker needs it when PAYMENT_PROVIDER is `stripe`',
    }),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, 'must be the signing secret of the webhook endpoint (whsec_…)')
    .optional()
    .meta({
      group: 'Payment and carrier',
      secret: true,
      shown: 'none',
      description: "signs Stripe's webhooks (whsec_…); takes the place of PAYMENT_WEBHOOK_SECRET when PAYMENT_PROVIDER is `stripe`",
    }),
  STRIPE_API_URL: url('http:', 'https:')
    .optional()
    .meta({ group: 'Payment and carrier', shown: 'https://api.stripe.com', description: "Stripe's API, e.g. a local stripe-mock" }),
  STRIPE_RETURN_URL: url('http:', 'https:').optional().meta({
    group: 'Payment and carrier',
    shown: 'PUBLIC_URL/after-payment/{orderId}',
    description: "where Stripe sends the customer's browser after 3-D Secure; {orderId} stands for the order",
  }),
  CARRIER: z
    .enum(['simulated'])
    .default('simulated')
    .meta({ group: 'Payment and carrier', description: 'carrier: `simulated` picks up and delivers by the clock' }),
  CARRIER_WEBHOOK_SECRET: webhookSecret.optional().meta({
    group: 'Payment and carrier',
    secret: true,
    shown: 'made by `npm start`',
    description: "signs the carrier's tracking webhooks (whsec_…); needed by the API and the simulated partners",
  }),
  PARCEL_MAX_UNITS: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .meta({ group: 'Payment and carrier', description: 'most units of an order that travel in one parcel; 0: all of them (units)' }),
  CAPTURE_PER_SHIPMENT: z.stringbool().default(false).meta({
    group: 'Payment and carrier',
    description: '`true`: each parcel is captured as it leaves, and not the whole with the first; the payment provider has to be able to',
  }),
  CARRIER_PICKUP_MS: milliseconds
    .default(2000)
    .meta({ group: 'Payment and carrier', description: 'simulated carrier: time from booking to pick-up (ms)' }),
  CARRIER_PICKUP_SPREAD_MS: milliseconds.default(0).meta({
    group: 'Payment and carrier',
    description: 'simulated carrier: how much later each further parcel of an order is picked up (ms)',
  }),
  CARRIER_DELIVERY_MS: milliseconds
    .default(2000)
    .meta({ group: 'Payment and carrier', description: 'simulated carrier: time from pick-up to delivery (ms)' }),
  CARRIER_SILENCE_MINUTES: duration
    .default(60)
    .meta({ group: 'Payment and carrier', description: 'how long after an expected tracking event the carrier is asked for it (minutes)' }),
  CARRIER_LATE_HOURS: duration.default(72).meta({
    group: 'Payment and carrier',
    description: 'how long a parcel may stay where it is, whatever the carrier says, before a person is asked (hours)',
  }),
  AUTHORISATION_RENEW_HOURS: duration.default(24).meta({
    group: 'Payment and carrier',
    description: 'an authorisation that ends within this time is renewed before the hand-over (hours)',
  }),
  PARTNERS_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/, 'must be at least 16 characters of ASCII without spaces')
    .optional()
    .meta({
      group: 'Payment and carrier',
      secret: true,
      shown: 'made by `npm start`',
      description: 'key by which the worker calls the simulated partners; needed by both',
    }),
  PARTNERS_PUBLIC_URL: url('http:', 'https:').optional().meta({
    group: 'Payment and carrier',
    shown: 'PARTNERS_URL',
    description: "where customers reach the simulated provider's page, when it is behind a proxy",
  }),
  PUBLIC_URL: url('http:', 'https:').optional().meta({
    group: 'Payment and carrier',
    shown: 'http://API_HOST:API_PORT',
    description: 'where callers and providers reach the API; on loopback it answers to this name besides those of this machine',
  }),

  ...webhookVariables,

  ...tlsFiles,
  ...encryptionVariables,

  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ group: 'Seeing', description: 'least level that is logged' }),
  ...traceVariables,
  WATCHED_DISK: z.string().min(1).optional().meta({
    group: 'Seeing',
    shown: 'none',
    description: 'folder on whose disk the servers keep their data: the API is not ready while that is full; `npm start` gives its own',
  }),

  DATA_DIR: z.string().min(1).default('.data').meta({ group: '`npm start`', description: 'where the embedded services keep their state' }),
  POSTGRES_PORT: port.default(15_432).meta({ group: '`npm start`', description: 'port of the embedded PostgreSQL' }),
  TEMPORAL_PORT: port.max(64_535).default(7233).meta({ group: '`npm start`', description: 'port of the embedded Temporal server' }),
  TEMPORAL_UI_PORT: port
    .optional()
    .meta({ group: '`npm start`', shown: 'TEMPORAL_PORT + 1000', description: 'port of the embedded Temporal Web UI' }),
  NATS_PORT: port.default(4222).meta({ group: '`npm start`', description: 'port of the embedded NATS server' }),

  ...observeVariables,
});

export type Variables = z.output<typeof variables>;
