// The gateway of deploy/compose/whole: the same arguments, routes and certificates, with ports and folders of this machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { launch } from '../../deploy/local/processes/launch.ts';
import { freePort } from '../../platform/free-port.ts';

const WHOLE = path.resolve(import.meta.dirname, '../../deploy/compose/whole');
const NAME = 'orders.localhost';

export interface Place {
  readonly http: string;
  readonly grpc: string;
}

export interface Gateway {
  readonly port: number;
  /** Of its authority. */
  readonly ca: string;
  /** Where it is for those who know its name. */
  readonly url: string;
  close(): Promise<void>;
}

/** `apis`: where those are that Compose calls api and api-2, each a host and port. */
export async function startGateway(command: string, apis: Readonly<Record<'api' | 'api-2', Place>>): Promise<Gateway> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-gateway-'));
  execFileSync('sh', [path.join(WHOLE, 'make-certificates.sh'), folder, folder], { stdio: 'pipe' });
  const routes = path.join(folder, 'routes.yaml');
  writeFileSync(routes, routesTo(apis, folder));
  const [port, pingPort] = [await freePort(), await freePort()];
  const running = await launch({
    name: 'traefik',
    command,
    args: [...argumentsFor(port, routes), `--entryPoints.traefik.address=127.0.0.1:${pingPort}`],
    cwd: folder,
    logFile: path.join(folder, 'traefik.log'),
    readyWithinMs: 60_000,
    async ready() {
      const { status } = await fetch(`http://127.0.0.1:${pingPort}/ping`);
      if (status !== 200) throw new Error(`it answers ${status}`);
    },
  });
  return {
    port,
    ca: readFileSync(path.join(folder, 'ca.pem'), 'utf8'),
    url: `https://${NAME}:${port}`,
    async close() {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function routesTo(apis: Readonly<Record<string, Place>>, folder: string): string {
  const inCompose = readFileSync(path.join(WHOLE, 'routes.yaml'), 'utf8');
  return Object.entries(apis).reduce(
    (text, [name, { http, grpc }]) =>
      text.replaceAll(`http://${name}:8080`, `http://${http}`).replaceAll(`h2c://${name}:50051`, `h2c://${grpc}`),
    inCompose.replaceAll('/certificates/', `${folder}/`),
  );
}

function argumentsFor(port: number, routes: string): string[] {
  const text = readFileSync(path.join(WHOLE, 'services.yaml'), 'utf8').replaceAll(/!(reset|override) /g, '');
  const { services } = parse(text, { merge: true }) as { services: { gateway: { command: string[] } } };
  return services.gateway.command.map((argument) =>
    argument.replace(/:\$\{GATEWAY_PORT:-\d+\}/, `127.0.0.1:${port}`).replace('/etc/traefik/routes.yaml', routes),
  );
}
