import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Service } from '../../../deploy/local/processes/launch.ts';
import { startPostgres } from '../../../deploy/local/servers/postgres.ts';
import { embeddedDatabaseUrl } from '../../../platform/config.ts';
import { freePort } from '../../../platform/free-port.ts';
import type { Report } from '../../../platform/screen.ts';
import { findDebianProgram, worldReadable } from '../../support/debian-program.ts';
import { natsCluster } from '../../support/nats-cluster.ts';
import { launchPgbouncer, PGBOUNCER } from '../../support/pgbouncer.ts';
import { serviceAddress } from '../../support/service-address.ts';
import { makeTemporalTables, temporalServers, watchFrontends } from '../../support/temporal-servers.ts';
import type { Proxies } from '../proxies.ts';
import type { Storage } from '../storage.ts';
import { replicatedPostgres } from './replicated-postgres.ts';

const NATS = ['nats', 'nats-2', 'nats-3'] as const;
const TEMPORAL = ['temporal', 'temporal-2'] as const;

/** Who waits for a connection tries again soon; each of our nine processes may use its whole pool at once. */
const POOLER = ['default_pool_size = 80', 'max_client_conn = 400', 'server_login_retry = 1', 'server_connect_timeout = 10'];

/**
 * Three servers of NATS, two of Temporal on a PostgreSQL of their own, and PgBouncer before a PostgreSQL with a replica.
 */
export async function clusterStorage(
  dataDir: string,
  { ports: entrances, lead }: Pick<Proxies, 'ports' | 'lead'>,
  report: Report,
  signal: AbortSignal,
): Promise<Storage> {
  const pgbouncer = await findDebianProgram(PGBOUNCER);
  if (pgbouncer === undefined) throw new Error('PgBouncer is neither on PATH nor among the packages of this system');
  const nats = await natsCluster(NATS, dataDir);
  const postgres = await replicatedPostgres(
    dataDir,
    { toPrimary: entrances['replica-primary'] ?? 0, lead: (port) => lead('primary', port) },
    report,
  );
  const poolerFolder = await worldReadable('durable-orders-chaos-pgbouncer-');
  const poolerPort = await freePort();
  const pooler: Service = {
    name: 'pgbouncer',
    start: (context) =>
      launchPgbouncer(
        pgbouncer,
        embeddedDatabaseUrl(entrances['pgbouncer-primary'] ?? 0),
        { folder: poolerFolder, port: poolerPort, more: POOLER },
        context,
      ),
  };
  const temporalPostgres = await postgresOfTemporal(dataDir);
  const temporal = await temporalServers(TEMPORAL, { dataDir, postgresUrl: temporalPostgres.url });
  const frontends = await serviceAddress(
    watchFrontends(
      TEMPORAL.map((name) => temporal[name].port),
      signal,
    ),
  );
  const ports = {
    primary: postgres.port,
    postgres: poolerPort,
    temporal: frontends.port,
    ...Object.fromEntries(NATS.map((name) => [name, nats[name].port])),
  };
  return {
    stages: [
      [...postgres.services, temporalPostgres.service, pooler, ...NATS.map((name) => nats[name].service)],
      TEMPORAL.map((name) => temporal[name].service),
    ],
    ports,
    env: {
      DATABASE_URL: `${embeddedDatabaseUrl(entrances['onlookers-primary'] ?? 0)}?options=${encodeURIComponent('-c statement_timeout=0')}`,
      TEMPORAL_ADDRESS: `127.0.0.1:${frontends.port}`,
      NATS_URL: NATS.map((name) => `nats://127.0.0.1:${nats[name].port}`).join(','),
      EVENTS_REPLICAS: String(NATS.length),
    },
    own: { databaseParameters: '?pgbouncer=true', natsEnds: NATS },
    failOver: postgres.failOver,
    close: frontends.close,
  };
}

async function postgresOfTemporal(dataDir: string): Promise<{ readonly service: Service; readonly url: string }> {
  const name = 'temporal-postgres';
  const folder = path.join(dataDir, name);
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const url = embeddedDatabaseUrl(port);
  let isMade = false;
  const start: Service['start'] = async (context) => {
    const running = await startPostgres({ dataDir: folder, port }, context);
    if (!isMade) await makeTemporalTables(url);
    isMade = true;
    return running;
  };
  return { service: { name, start }, url };
}
