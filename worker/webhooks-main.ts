import { randomInt } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { EndpointLanes } from '../activities/endpoint-lanes.ts';
import { webhookActivities } from '../activities/webhook.ts';
import { connectNats } from '../adapters/jetstream/connection.ts';
import { createEventConsumer } from '../adapters/jetstream/event-consumer.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { createWebhookDeliveries } from '../adapters/postgres/webhook-deliveries.ts';
import { createWebhookQueue } from '../adapters/postgres/webhook-queue.ts';
import { connectTemporal } from '../adapters/temporal/connection.ts';
import { openPayloadCodec } from '../adapters/temporal/open-payload-codec.ts';
import { createWebhookWorkflows } from '../adapters/temporal/webhook-workflows.ts';
import { createWebhookSender } from '../adapters/webhook/webhook-sender.ts';
import type { Config } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { showCertificate } from '../platform/metrics/certificates.ts';
import { createMetricsPage } from '../platform/metrics/page.ts';
import { poolReadings } from '../platform/metrics/pool.ts';
import { countWebhookTry, webhookReadings } from '../platform/metrics/webhooks.ts';
import { startProbeServer } from '../platform/probe-server.ts';
import { fitSession } from '../platform/postgres-session.ts';
import { createReadiness, type ProcessState } from '../platform/readiness.ts';
import { runProcess } from '../platform/run-process.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { VERSION } from '../platform/version.ts';
import type { WebhookWorkerOptions } from './create-worker.ts';
import { startWebhookDispatcher } from './webhook-dispatcher.ts';

/** The name by which NATS remembers how far we have read: of all senders together. */
const CONSUMER = 'webhooks';
/** A try takes a receiver at most so long (ms); standardwebhooks.com advises 15 to 30 s. */
const TRY_WITHIN_MS = 15_000;
/** Tries of one sender to one endpoint at once. */
const AT_ONCE_EACH = 20;
/** After the drain: closing connections and sending the last traces (ms). */
const CLOSING_MS = 2000;

await runProcess('webhooks', async (config, log) => {
  const { drainMs, targets, ports, waitsMs, retentionDays, sendersQueue } = config.webhooks;
  const stopTelemetry = await startTelemetry('webhooks', config.telemetry);
  const session = await fitSession(config.database.url);
  const db = connectDatabase({ session, poolSize: config.database.poolSize, name: 'webhooks' });
  const codec = openPayloadCodec(config, db);
  const temporal = connectTemporal({ ...config.temporal, codec }, log);
  showCertificate('temporal', temporal.certificate);
  const queue = createWebhookQueue(db);
  const sender = createWebhookSender({ targets, ports, timeoutMs: TRY_WITHIN_MS, userAgent: `durable-orders/${VERSION}` });
  const activities = webhookActivities({
    deliveries: createWebhookDeliveries(db, config.api.url),
    sender,
    lanes: new EndpointLanes({ atOnce: AT_ONCE_EACH, clock: () => performance.now() }),
    waitsMs,
    now: () => new Date(),
    random: () => randomInt(1001) / 1000,
    heartbeat: () => Context.current().heartbeat(),
    onTry: countWebhookTry,
    onDisabled: (endpointId, reason) => log.error({ endpointId, reason }, 'a webhook endpoint was switched off'),
  });
  const worker = lazyWorker(config, { activities, codec }, log);
  const consumer = createEventConsumer({
    connect: () => connectNats(config.nats, { user: 'webhooks', maxReconnectAttempts: -1, pingInterval: 5000, maxPingOut: 2 }),
    name: CONSUMER,
    async take(events) {
      if ((await queue.add(events)) > 0) dispatcher.nudge();
    },
    onOutage: (err) => log.warn({ err }, 'the stream of events cannot be read'),
  });
  const workflows = createWebhookWorkflows(temporal.client, { taskQueue: config.temporal.taskQueue, sendersQueue });
  const dispatcher = startWebhookDispatcher({ queue, consumer, workflows, startSending: worker.start, log, retentionDays });

  let state: ProcessState = 'serving';
  const probes = await startProbeServer({
    ...config.webhooks,
    ready: createReadiness({ state: () => state, checks: { postgres: () => db.ping() } }),
    metrics: createMetricsPage(log, {
      readings: { webhooks: webhookReadings(queue.backlog), pool: poolReadings(() => db.pool()) },
      foreign: worker.metrics,
    }),
  });
  log.info('webhook sender is up');

  onShutdown({
    log,
    graceMs: drainMs + CLOSING_MS,
    stop: async () => {
      state = 'draining';
      await Promise.all([dispatcher.stop(), consumer.stop(), worker.stop()]);
      await Promise.allSettled([consumer.close(), sender.close(), temporal.close(), db.close(), probes.close(), stopTelemetry()]);
    },
  });
});

type SendingWork = Pick<WebhookWorkerOptions, 'activities' | 'codec'>;

/** Temporal's core is loaded with the first endpoint: most systems have none. */
function lazyWorker({ temporal, webhooks }: Config, work: SendingWork, log: Logger) {
  let metrics: (() => Promise<string>) | undefined;
  let stop = async () => {};
  return {
    async start() {
      const { installTemporalRuntime } = await import('./temporal-runtime.ts');
      metrics ??= await installTemporalRuntime(log);
      const [{ connectWorker }, { createWebhookWorker }] = await Promise.all([
        import('../adapters/temporal/worker-connection.ts'),
        import('./create-worker.ts'),
      ]);
      const polled = await connectWorker(temporal, log);
      const { namespace } = temporal;
      const { sendersQueue: taskQueue, drainMs: graceMs } = webhooks;
      const worker = await createWebhookWorker({ connection: polled.connection, namespace, taskQueue, ...work, log, graceMs });
      polled.follow([worker]);
      const finished = worker.run().catch((err: unknown) => {
        log.fatal({ err }, 'the webhook sender cannot go on');
        process.exit(1);
      });
      stop = async () => {
        worker.shutdown();
        await finished;
        await polled.close();
      };
      log.info({ namespace, taskQueue }, 'webhook sender takes tasks');
    },
    metrics: async () => (await metrics?.()) ?? '',
    stop: () => stop(),
  };
}
