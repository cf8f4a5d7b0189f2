import { readFileSync } from 'node:fs';
import { openEventStream } from '../adapters/jetstream/event-stream.ts';
import { openWakeUps } from '../adapters/jetstream/wake-ups.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { readGauges, readOpenOrders } from '../adapters/postgres/gauges.ts';
import { createLeaderLock } from '../adapters/postgres/leader-lock.ts';
import { createOutbox } from '../adapters/postgres/outbox.ts';
import { backlogReadings } from '../platform/metrics/backlog.ts';
import { showCertificate } from '../platform/metrics/certificates.ts';
import { openOrdersReadings } from '../platform/metrics/open-orders.ts';
import { atMostEvery, createMetricsPage } from '../platform/metrics/page.ts';
import { poolReadings } from '../platform/metrics/pool.ts';
import { streamReadings } from '../platform/metrics/stream.ts';
import { startProbeServer } from '../platform/probe-server.ts';
import { fitSession } from '../platform/postgres-session.ts';
import { createReadiness, type ProcessState } from '../platform/readiness.ts';
import { runProcess } from '../platform/run-process.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { startOutboxRelay } from './outbox-relay.ts';

/** After the drain: closing connections and sending the last traces (ms). */
const CLOSING_MS = 2000;
/** With 30,000 orders open it looks at 6,300 pages (ms). */
const OPEN_ORDERS_EVERY_MS = 15_000;

await runProcess('relay', async (config, log) => {
  const { retentionDays, drainMs } = config.relay;
  const stopTelemetry = await startTelemetry('relay', config.telemetry);
  const session = await fitSession(config.database.url);
  const db = connectDatabase({ session, poolSize: config.database.poolSize, name: 'relay' });
  const stream = openEventStream({ nats: config.nats, publicUrl: config.api.url, ...config.relay.stream });
  const leader = createLeaderLock(session);
  const natsCertificate = config.nats.tls?.certFile;
  if (natsCertificate !== undefined) showCertificate('nats', () => readFileSync(natsCertificate));
  const wakeUps = openWakeUps({
    nats: config.nats,
    user: 'relay',
    onOutage: (err) => log.warn({ err }, 'nobody can wake the relay: it looks by itself'),
  });
  const stopRelay = startOutboxRelay({ outbox: createOutbox(db), stream, leader, wakeUps, log, retentionDays });

  let state: ProcessState = 'serving';
  const nats = () => stream.takesEvents();
  // Said now, and not with the first event.
  nats().catch((err: unknown) => log.error({ err }, 'the stream takes no events'));
  const probes = await startProbeServer({
    ...config.relay,
    ready: createReadiness({ state: () => state, checks: { postgres: () => db.ping(), nats }, optional: ['nats'] }),
    metrics: createMetricsPage(log, {
      readings: {
        outbox: backlogReadings(() => readGauges(db)),
        orders: openOrdersReadings(atMostEvery(OPEN_ORDERS_EVERY_MS, () => readOpenOrders(db))),
        stream: streamReadings(() => stream.state()),
        pool: poolReadings(() => db.pool()),
      },
    }),
  });
  log.info('relay sends events');

  onShutdown({
    log,
    graceMs: drainMs + CLOSING_MS,
    stop: async () => {
      state = 'draining';
      await stopRelay();
      await Promise.allSettled([stream.close(), wakeUps.close(), db.close(), probes.close(), stopTelemetry()]);
    },
  });
});
