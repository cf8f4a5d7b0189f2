import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '../../deploy/local/servers/postgres.ts';
import { freePort } from '../../platform/free-port.ts';
import { natsCluster } from '../support/nats-cluster.ts';
import { serviceAddress } from '../support/service-address.ts';
import { makeTemporalTables, temporalServers, watchFrontends } from '../support/temporal-servers.ts';
import { FRONT } from './addresses.ts';
import type { Undo } from './undo.ts';

export interface Servers {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly natsUrl: string;
}

const TEMPORAL_PORT = 7233;
/** A version that nobody begins orders on any more counts as drained after the sum of both; the server's own are three minutes each. */
const DRAINED_SOON = {
  'matching.wv.VersionDrainageStatusVisibilityGracePeriod': '15s',
  'matching.wv.VersionDrainageStatusRefreshInterval': '5s',
};

/** What the chart leaves to others: PostgreSQL, three servers of NATS, and two of Temporal with a PostgreSQL of their own. */
export async function startServers(folder: string, undo: Undo): Promise<Servers> {
  const postgresIn = async (name: string) => {
    const dataDir = path.join(folder, name);
    mkdirSync(dataDir);
    const postgres = await startPostgres({ dataDir, port: await freePort() });
    undo(postgres.stop);
    return postgres.url;
  };
  const [databaseUrl, temporalDatabaseUrl] = [await postgresIn('postgres'), await postgresIn('temporal-postgres')];
  const nats = Object.values(await natsCluster(['nats', 'nats-2', 'nats-3'], folder));
  for (const { service } of nats) undo((await service.start({})).stop);
  await makeTemporalTables(temporalDatabaseUrl);
  const options = { dataDir: folder, postgresUrl: temporalDatabaseUrl, dynamicConfig: DRAINED_SOON };
  const temporal = Object.values(await temporalServers(['temporal', 'temporal-2'], options));
  for (const { service } of temporal) undo((await service.start({})).stop);
  const watching = new AbortController();
  const frontends = watchFrontends(
    temporal.map(({ port }) => port),
    watching.signal,
  );
  const front = await serviceAddress(frontends, { host: FRONT.temporal, port: TEMPORAL_PORT });
  undo(async () => {
    watching.abort();
    await front.close();
  });
  return {
    databaseUrl,
    temporalAddress: `${FRONT.temporal}:${TEMPORAL_PORT}`,
    natsUrl: nats.map(({ port }) => `nats://127.0.0.1:${port}`).join(','),
  };
}
