import path from 'node:path';
import type { Service } from '../../deploy/local/processes/launch.ts';
import { freePort } from '../../platform/free-port.ts';
import { connectToxiproxy, findToxiproxy, type Toxiproxy, toxiproxyService } from '../support/toxiproxy.ts';
import type { Edge, Topology } from './topology.ts';

export interface Proxies {
  readonly service: Service;
  readonly toxiproxy: Toxiproxy;
  /** Where each connection enters its proxy. */
  readonly ports: Readonly<Partial<Record<Edge, number>>>;
  /** Once the service is up: lets each edge through to the end that its name closes with. */
  open(upstreams: Readonly<Record<string, number>>): Promise<void>;
  /** Has every edge with that end lead to another port; what went through it is cut off. */
  lead(end: string, upstream: number): Promise<void>;
}

/** One process with a proxy for every connection. */
export async function prepareProxies({ edges, untouched }: Pick<Topology, 'edges' | 'untouched'>, dataDir: string): Promise<Proxies> {
  const binary = await findToxiproxy();
  const port = await freePort();
  const entrances = await Promise.all([...edges, ...untouched].map(async (edge) => [edge, await freePort()] as const));
  const toxiproxy = connectToxiproxy(port);
  return {
    service: toxiproxyService({ binary, port, logFile: path.join(dataDir, 'logs', 'toxiproxy.log') }),
    toxiproxy,
    ports: Object.fromEntries(entrances),
    async open(upstreams) {
      for (const [name, entrance] of entrances) {
        const [, upstream] = Object.entries(upstreams).find(([end]) => name.endsWith(`-${end}`)) ?? [];
        if (upstream === undefined) throw new Error(`nothing is at the end of ${name}`);
        await toxiproxy.add({ name, listen: `127.0.0.1:${entrance}`, upstream: `127.0.0.1:${upstream}` });
      }
    },
    async lead(end, upstream) {
      const edgesThere = entrances.flatMap(([name]) => (name.endsWith(`-${end}`) ? [name] : []));
      await Promise.all(edgesThere.map((name) => toxiproxy.lead(name, `127.0.0.1:${upstream}`)));
    },
  };
}
