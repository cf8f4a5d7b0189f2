import path from 'node:path';
import { startPostgres } from '../../../deploy/local/servers/postgres.ts';
import { freePort } from '../../../platform/free-port.ts';
import type { Certificate } from '../../support/certificates.ts';
import { makeTemporalTables, temporalServers } from '../../support/temporal-servers.ts';

export interface ProductionTemporal {
  readonly address: string;
  stop(): Promise<void>;
}

/** Temporal's production server, whose frontend itself asks callers for a certificate of this authority. */
export async function startProductionTemporal(
  folder: string,
  tls: { readonly server: Certificate; readonly client: Certificate; readonly caFile: string },
): Promise<ProductionTemporal> {
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), port: await freePort() });
  await makeTemporalTables(postgres.url);
  const { temporal } = await temporalServers(['temporal'], { dataDir: folder, postgresUrl: postgres.url, tls });
  const server = await temporal.service.start({});
  return {
    address: `localhost:${temporal.port}`,
    async stop() {
      await server.stop();
      await postgres.stop();
    },
  };
}
