import { createAnswerStore } from '../adapters/postgres/answer-store.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { readGauges } from '../adapters/postgres/gauges.ts';
import { createInventory } from '../adapters/postgres/inventory.ts';
import { createOrderReader } from '../adapters/postgres/order-reader.ts';
import { createSimulatedPayments } from '../adapters/payment/simulated.ts';
import { ConfigError, loadConfig, type Config } from '../platform/config.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { createMetricsPage } from '../platform/metrics.ts';
import { createReadiness, type PartState } from '../platform/readiness.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { connectTemporal } from '../platform/temporal.ts';
import { createApp } from './app.ts';
import { dialNats } from './dial-nats.ts';
import { createOrderWorkflows } from './order-workflows.ts';
import { listen } from './server.ts';

/** After the drain: closing connections and sending the last traces (ms). */
const CLOSING_MS = 2000;

async function run(config: Config, log: Logger): Promise<void> {
  const { paymentSecret, carrierSecret } = webhookSecrets(config);
  const stopTelemetry = await startTelemetry('api', config.telemetry.otlpEndpoint);
  const db = connectDatabase({ ...config.database, name: 'api' });
  const temporal = await connectTemporal(config.temporal);
  const workflows = createOrderWorkflows({ client: temporal.client, taskQueue: config.temporal.taskQueue });
  const { pagesUrl, webhookUrl } = config.payment;
  let state: PartState = 'starting';

  const app = createApp({
    reader: createOrderReader(db),
    answers: createAnswerStore(db),
    inventory: createInventory(db),
    workflows,
    webhookSecrets: { payments: paymentSecret, carrier: carrierSecret },
    simulatedPayments: createSimulatedPayments({ db, pagesUrl, webhookUrl, webhookSecret: paymentSecret }),
    readiness: createReadiness({
      state: () => state,
      checks: {
        postgres: () => db.ping(),
        temporal: (deadline) => workflows.ping(deadline),
        nats: (deadline) => dialNats(config.nats.url, deadline),
      },
      optional: ['nats'],
    }),
    isDraining: () => state === 'draining',
    metricsPage: createMetricsPage(log, () => readGauges(db)),
    log,
    deadlineMs: config.api.deadlineMs,
    now: () => new Date(),
  });
  const server = await listen({ host: config.api.host, port: config.api.port, app });
  state = 'serving';
  log.info({ url: config.api.url, docs: `${config.api.url}/docs` }, 'listening');

  onShutdown({
    log,
    graceMs: config.api.drainMs + CLOSING_MS,
    stop: async () => {
      state = 'draining';
      await server.drain(config.api.drainMs);
      await Promise.allSettled([temporal.close(), db.close(), stopTelemetry()]);
    },
  });
}

function webhookSecrets({ payment, carrier }: Config): { paymentSecret: string; carrierSecret: string } {
  if (!payment.webhookSecret || !carrier.webhookSecret)
    throw new ConfigError('PAYMENT_WEBHOOK_SECRET and CARRIER_WEBHOOK_SECRET have to be set; see .env.example');
  return { paymentSecret: payment.webhookSecret, carrierSecret: carrier.webhookSecret };
}

/** Before there is a configuration there is no log level: faults go to the log all the same. */
async function main(): Promise<void> {
  let log = createLogger('api', 'info');
  try {
    const config = loadConfig();
    log = createLogger('api', config.log.level);
    await run(config, log);
  } catch (err) {
    if (err instanceof ConfigError) log.fatal(err.message);
    else log.fatal({ err }, 'the API cannot start');
    process.exit(1);
  }
}

await main();
