import path from 'node:path';
import type { Service } from '../../deploy/local/processes/launch.ts';
import { freePort } from '../../platform/free-port.ts';
import type { Config } from '../../platform/config.ts';
import { connectToxiproxy, findToxiproxy, type Toxiproxy, toxiproxyService } from '../support/toxiproxy.ts';
import { EDGES, type Edge } from './fault.ts';

/** Where the second API and the second worker are. */
export interface SecondPorts {
  readonly api: number;
  readonly grpc: number;
  readonly worker: number;
}

export interface Proxies {
  readonly service: Service;
  readonly toxiproxy: Toxiproxy;
  /** Where each connection enters its proxy. */
  readonly ports: Readonly<Record<Edge, number>>;
  /** Once the service is up: lets each edge through to where it leads. */
  open(): Promise<void>;
}

/** One process with a proxy for every connection; `receiver` is the port of whoever has webhooks sent. */
export async function prepareProxies(
  { api, grpc, partners, local }: Config,
  second: SecondPorts,
  { dataDir, receiver }: { readonly dataDir: string; readonly receiver: number },
): Promise<Proxies> {
  const binary = await findToxiproxy();
  const port = await freePort();
  const entrances = await Promise.all(EDGES.map(async (edge) => [edge, await freePort()] as const));
  const upstreams = {
    api: api.port,
    'api-2': second.api,
    grpc: grpc.port,
    'grpc-2': second.grpc,
    postgres: local.postgresPort,
    partners: partners.port,
    temporal: local.temporalPort,
    nats: local.natsPort,
    receiver,
  };
  const toxiproxy = connectToxiproxy(port);
  return {
    service: toxiproxyService({ binary, port, logFile: path.join(dataDir, 'logs', 'toxiproxy.log') }),
    toxiproxy,
    ports: Object.fromEntries(entrances) as Record<Edge, number>,
    async open() {
      for (const [name, entrance] of entrances) {
        // An edge is named for both its ends.
        const [, port] = Object.entries(upstreams).find(([end]) => name.endsWith(`-${end}`)) ?? [];
        await toxiproxy.add({ name, listen: `127.0.0.1:${entrance}`, upstream: `127.0.0.1:${port}` });
      }
    },
  };
}
