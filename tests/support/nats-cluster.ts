import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { launch, type Service } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';

export interface NatsServer {
  readonly service: Service;
  readonly port: number;
}

/** A server tells its clients of no other: where there are proxies in between, they are the only way. */
const configOf = (name: string, port: number, folder: string, ownRoute: number, routes: readonly number[]) => `
server_name: ${name}
listen: "127.0.0.1:${port}"
jetstream { store_dir: ${JSON.stringify(path.join(folder, 'jetstream'))}, max_file_store: 4GB }
cluster {
  name: orders
  listen: "127.0.0.1:${ownRoute}"
  routes: [${routes.map((route) => `"nats-route://127.0.0.1:${route}"`).join(', ')}]
  no_advertise: true
}
`;

/** Servers of one cluster with JetStream, by their names; each has its log and its folder in `dataDir`. */
export async function natsCluster<Name extends string>(names: readonly Name[], dataDir: string): Promise<Record<Name, NatsServer>> {
  const command = await findTool(natsTool);
  const routes = await Promise.all(names.map(() => freePort()));
  const servers = names.map(async (name, index): Promise<[Name, NatsServer]> => {
    const port = await freePort();
    const folder = path.join(dataDir, name);
    const file = path.join(folder, 'nats.conf');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, configOf(name, port, folder, routes[index] ?? 0, routes));
    const start: Service['start'] = (context) =>
      launch(
        {
          name,
          command,
          args: ['-c', file],
          logFile: path.join(dataDir, 'logs', `${name}.log`),
          readyWithinMs: 60_000,
          async ready() {
            if (!(await answers(port, '127.0.0.1'))) throw new Error('it does not listen yet');
          },
        },
        context,
      );
    return [name, { service: { name, start }, port }];
  });
  return Object.fromEntries(await Promise.all(servers)) as Record<Name, NatsServer>;
}
