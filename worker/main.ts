import { NativeConnection } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { reconcileActivities } from '../activities/reconcile.ts';
import { createSimulatedCarrier } from '../adapters/carrier/simulated.ts';
import { startSimulatedTracking } from '../adapters/carrier/simulated-tracking.ts';
import { createSimulatedPayments } from '../adapters/payment/simulated.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { createOrderBooks } from '../adapters/postgres/order-books.ts';
import { createOrderStore } from '../adapters/postgres/order-store.ts';
import { createStockKeeper } from '../adapters/postgres/stock-keeper.ts';
import { loadConfig, requireSecrets } from '../platform/config.ts';
import { createLogger } from '../platform/logger.ts';
import { countRepair, countStatusChange, createMetricsPage } from '../platform/metrics.ts';
import { poll } from '../platform/poll.ts';
import { startProbeServer } from '../platform/probe-server.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startTelemetry } from '../platform/telemetry.ts';
import { connectTemporal } from '../platform/temporal.ts';
import { bundleOrderWorkflows, createOrderWorker } from './create-worker.ts';
import { createOrderRuns } from './order-runs.ts';
import { installTemporalRuntime } from './temporal-runtime.ts';

const config = loadConfig();
const secrets = requireSecrets(config);
const log = createLogger('worker', config.log.level);
const stopTelemetry = await startTelemetry('worker', config.telemetry.otlpEndpoint);
const temporalMetrics = await installTemporalRuntime(log);
const now = () => new Date();

const { namespace, taskQueue } = config.temporal;
const temporal = await connectTemporal(config.temporal);
const db = connectDatabase({ ...config.database, name: 'worker' });
const stock = createStockKeeper(db);
const payments = createSimulatedPayments({ db, ...config.payment, webhookSecret: secrets.payment });
const activities = {
  ...createActivities({
    orders: createOrderStore({ db, now, onStatusChange: countStatusChange }),
    stock,
    payments,
    carrier: createSimulatedCarrier({ db, ...config.carrier }),
    now,
    reservationMs: config.reservationMs,
    silenceMs: config.carrier.silenceMs,
  }),
  ...reconcileActivities({
    books: createOrderBooks(db),
    runs: createOrderRuns({ client: temporal.client, taskQueue }),
    stock,
    payments,
    onRepair: ({ kind, orderId }) => {
      countRepair(kind);
      log.warn({ kind, orderId }, 'the reconciler set an order right');
    },
  }),
};
const stopTracking = startSimulatedTracking({
  db,
  ...config.carrier,
  webhookSecret: secrets.carrier,
  onError: (err) => log.warn({ err }, 'the simulated carrier could not tell its news and will try again'),
});

let running = false;
const ownMetrics = createMetricsPage(log);
const probes = await startProbeServer({
  ...config.worker,
  ready: async () => ({ ready: running, body: { status: running ? 'ready' : 'not ready' } }),
  metrics: async () => `${await ownMetrics()}\n${await temporalMetrics()}`,
});

const bundle = await bundleOrderWorkflows();
const connection = await poll({ what: 'Temporal cannot be reached', withinMs: Number.POSITIVE_INFINITY, everyMs: 500 }, () =>
  NativeConnection.connect({ address: config.temporal.address }),
);
const worker = await createOrderWorker({ connection, namespace, taskQueue, activities, log, bundle, graceMs: config.worker.graceMs });
const finished = worker.run();
running = true;
log.info({ namespace, taskQueue }, 'worker takes tasks');

onShutdown({
  log,
  graceMs: config.worker.graceMs + 5000,
  stop: async () => {
    running = false;
    worker.shutdown();
    await Promise.all([finished, stopTracking()]);
    await Promise.all([connection.close(), temporal.close(), db.close(), probes.close(), stopTelemetry()]);
  },
});
await finished;
