import { openWakeUps } from '../adapters/jetstream/wake-ups.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { connectTemporal } from '../adapters/temporal/connection.ts';
import { openPayloadCodec } from '../adapters/temporal/open-payload-codec.ts';
import { connectWorker } from '../adapters/temporal/worker-connection.ts';
import { showCertificate } from '../platform/metrics/certificates.ts';
import { createMetricsPage } from '../platform/metrics/page.ts';
import { poolReadings } from '../platform/metrics/pool.ts';
import { startProbeServer } from '../platform/probe-server.ts';
import { fitSession } from '../platform/postgres-session.ts';
import { createReadiness, type ProcessState } from '../platform/readiness.ts';
import { runProcess } from '../platform/run-process.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { createOrderWorker, createPartnerWorker } from './create-worker.ts';
import { waitsForTemporal } from './wait-for-temporal.ts';
import { installTemporalRuntime } from './temporal-runtime.ts';
import { wireActivities } from './wire-activities.ts';
import { bundleOrderWorkflows } from './workflow-bundle.ts';

await runProcess('worker', async (config, log) => {
  const stopTelemetry = await startTelemetry('worker', config.telemetry);
  const temporalMetrics = await installTemporalRuntime(log);
  const session = await fitSession(config.database.url);
  const db = connectDatabase({ session, poolSize: config.database.poolSize, name: 'worker' });
  const codec = openPayloadCodec(config, db);
  const temporal = connectTemporal({ ...config.temporal, codec }, log);
  showCertificate('temporal', temporal.certificate);

  let state: ProcessState = 'starting';
  const probes = await startProbeServer({
    ...config.worker,
    ready: createReadiness({ state: () => state, checks: { postgres: () => db.ping() } }),
    metrics: createMetricsPage(log, { readings: { pool: poolReadings(() => db.pool()) }, foreign: temporalMetrics }),
  });

  const { namespace, taskQueue } = config.temporal;
  const wakeUps = openWakeUps({
    nats: config.nats,
    user: 'worker',
    onOutage: (err) => log.warn({ err }, 'nobody is told of changes at once: whoever waits for them looks by itself'),
  });
  const activities = wireActivities({ config, db, client: temporal.client, wakeUps, log });
  const bundle = await bundleOrderWorkflows(log, { isEncrypted: codec?.encrypts });
  const onceTemporalAnswers = waitsForTemporal(log);
  const polled = await onceTemporalAnswers(() => connectWorker(config.temporal, log));
  const { graceMs, version } = config.worker;
  const options = { connection: polled.connection, namespace, activities, log, graceMs, version, codec };
  const workers = await Promise.all([
    onceTemporalAnswers(() => createOrderWorker({ ...options, taskQueue, bundle })),
    ...config.partnerQueues.map((queue) => onceTemporalAnswers(() => createPartnerWorker({ ...options, ...queue }))),
  ]);
  polled.follow(workers);
  const finished = Promise.all(workers.map((worker) => worker.run()));
  state = 'serving';
  log.info({ namespace, taskQueue, ...version }, 'worker takes tasks');

  onShutdown({
    log,
    graceMs: graceMs + 5000,
    stop: async () => {
      state = 'draining';
      for (const worker of workers) worker.shutdown();
      await finished;
      await Promise.all([polled.close(), temporal.close(), wakeUps.close(), db.close(), probes.close(), stopTelemetry()]);
    },
  });
  await finished;
});
