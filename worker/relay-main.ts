import { openEventStream } from '../adapters/jetstream/event-stream.ts';
import { connectDatabase } from '../adapters/postgres/database.ts';
import { readGauges } from '../adapters/postgres/gauges.ts';
import { createLeaderLock } from '../adapters/postgres/leader-lock.ts';
import { createOutbox } from '../adapters/postgres/outbox.ts';
import { loadConfig } from '../platform/config.ts';
import { createLogger } from '../platform/logger.ts';
import { createMetricsPage } from '../platform/metrics.ts';
import { startProbeServer } from '../platform/probe-server.ts';
import { onShutdown } from '../platform/shutdown.ts';
import { startOutboxRelay } from './outbox-relay.ts';

const config = loadConfig();
const log = createLogger('relay', config.log.level);
const db = connectDatabase({ ...config.database, name: 'relay' });
const stream = openEventStream({ url: config.nats.url, maxAgeDays: config.relay.streamMaxAgeDays, maxBytes: config.relay.streamMaxBytes });
const stopRelay = startOutboxRelay({
  outbox: createOutbox(db),
  stream,
  leader: createLeaderLock(config.database.url),
  log,
  retentionDays: config.relay.retentionDays,
});

let draining = false;
const probes = await startProbeServer({
  ...config.relay,
  ready: async () => {
    const postgres = await db.ping().then(
      () => 'up',
      () => 'down',
    );
    return { ready: !draining && postgres === 'up', body: { postgres, nats: stream.connected() ? 'up' : 'down' } };
  },
  metrics: createMetricsPage(log, () => readGauges(db)),
});
log.info('relay sends events');

onShutdown({
  log,
  graceMs: config.relay.drainMs,
  stop: async () => {
    draining = true;
    await stopRelay();
    await Promise.all([stream.close(), db.close(), probes.close()]);
  },
});
