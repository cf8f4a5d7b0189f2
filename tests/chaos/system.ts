import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { embeddedServices } from '../../deploy/local/servers/embedded.ts';
import type { Service } from '../../deploy/local/processes/launch.ts';
import { freePort } from '../../platform/free-port.ts';
import { ownService, ownProcesses, type OwnProcess } from '../../deploy/local/processes/own-processes.ts';
import type { Report } from '../../platform/screen.ts';
import { localSecrets } from '../../deploy/local/data-dir/secrets.ts';
import { Supervisor } from '../../deploy/local/processes/supervisor.ts';
import { setUp } from '../../deploy/setup.ts';
import { type Config, embeddedDatabaseUrl, loadConfig } from '../../platform/config.ts';
import { systemEnvironment } from '../../deploy/local/scripting/start-system.ts';
import type { Toxiproxy } from '../support/toxiproxy.ts';
import type { Edge, ServiceName } from './fault.ts';
import { PARCEL_UNITS } from './order-plan.ts';
import { prepareProxies, type Proxies, type SecondPorts } from './proxies.ts';

/** Lives are short, so that every one of them is over within the time to settle. */
const QUICK_CLOCKS = {
  CARRIER_PICKUP_MS: '1000',
  CARRIER_DELIVERY_MS: '500',
  CARRIER_SILENCE_MINUTES: '0.1',
  CARRIER_LATE_HOURS: '0.005',
  RECONCILE_EVERY: '5',
  RESERVATION_MINUTES: '1',
  PATIENCE_MINUTES: '0.5',
  // Few orders are larger: what the others show is of one parcel.
  PARCEL_MAX_UNITS: String(PARCEL_UNITS),
  CARRIER_PICKUP_SPREAD_MS: '500',
  RETURN_APPROVAL: 'manual',
  // 43 s.
  RETURN_EXPIRY_DAYS: '0.0005',
  WORKER_GRACE_MS: '10000',
  // Longer than any fault.
  WEBHOOK_RETRY_SECONDS: '1,2,4,8,8,8,8,8,8,8,8,8',
};

export interface ApiAddresses {
  readonly url: string;
  /** host:port */
  readonly grpc: string;
}

export interface ChaosSystem {
  readonly dataDir: string;
  /** Where the services are themselves, without a proxy in between. */
  readonly config: Config;
  readonly toxiproxy: Toxiproxy;
  /** Each API as callers see it: through proxies. */
  readonly apis: readonly ApiAddresses[];
  /** Where a receiver of webhooks listens, and where the sender reaches it. */
  readonly receiver: { readonly port: number; readonly proxiedPort: number };
  readonly pidOf: (service: ServiceName) => number | undefined;
  /** What one of our own processes says at /readyz. */
  readonly isReady: (service: ServiceName) => Promise<boolean>;
  /** Rejects when a service will not come up any more. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/**
 * The whole system under the supervisor of `npm start`, with two APIs and two workers, and with a proxy in each connection. Each of our own
 * processes has proxies of its own, so that a connection can be cut for one of them alone.
 */
export async function startChaosSystem(dataDir: string, report: Report): Promise<ChaosSystem> {
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  const env = await systemEnvironment({ ...QUICK_CLOCKS, WEBHOOK_TARGETS: 'any', ...localSecrets(dataDir), DATA_DIR: dataDir });
  const config = loadConfig(env);
  const receiverPort = await freePort();
  const second = { api: await freePort(), grpc: await freePort(), worker: await freePort() };
  const proxies = await prepareProxies(config, second, { dataDir, receiver: receiverPort });
  const own = ownProcesses(config).flatMap((process) => [process, ...secondOf(process, second)]);
  const { pids, startAll, stop, failed, signal } = supervise(report);
  const busy = (label: string) => (report(label), () => undefined);
  try {
    await startAll([proxies.service, ...(await embeddedServices(config, dataDir, { busy, report, signal }))]);
    await proxies.open();
    await setUp(config, { report: () => undefined });
    const placed = (process: OwnProcess) => ({ ...addressesOf(process, config, proxies.ports), ...portsOf(process, second) });
    await startAll(own.map((process) => ownService(process, dataDir, { ...env, ...placed(process) })));
  } catch (error) {
    await stop();
    throw error;
  }
  const isReady = (service: ServiceName) => answersReady(own.find(({ name }) => name === service)?.port);
  const apis = [apiBehind(proxies.ports, ''), apiBehind(proxies.ports, '-2')];
  const receiver = { port: receiverPort, proxiedPort: proxies.ports['webhooks-receiver'] };
  const pidOf = (service: ServiceName) => pids.get(service);
  return { dataDir, config, toxiproxy: proxies.toxiproxy, apis, receiver, pidOf, isReady, failed, stop };
}

/** What starts services and keeps them up; the API and all that works for it is stopped before the storage. */
function supervise(report: Report) {
  const pids = new Map<string, number>();
  const runFolder = {
    record: (service: string, pid: number) => void pids.set(service, pid),
    forget: (service: string) => void pids.delete(service),
  };
  const stopping = new AbortController();
  const supervisor = new Supervisor({ report, runFolder, signal: stopping.signal, tireless: true });
  return {
    pids,
    signal: stopping.signal,
    failed: supervisor.failed,
    startAll: (services: readonly Service[]) => Promise.all(services.map((service) => supervisor.start(service))),
    async stop() {
      stopping.abort(new Error('stopped'));
      await supervisor.stopTogether(['api', 'api-2', 'worker', 'worker-2', 'relay', 'webhooks', 'partners']);
      await supervisor.stopTogether(['nats', 'temporal', 'postgres', 'toxiproxy']);
    },
  };
}

/** Of the API and the worker there are two. */
function secondOf(process: OwnProcess, { api, worker }: SecondPorts): OwnProcess[] {
  const port = { api, worker }[process.name];
  return port === undefined ? [] : [{ ...process, name: `${process.name}-2`, port }];
}

function portsOf({ name, port }: OwnProcess, { grpc }: SecondPorts): Record<string, string> {
  if (name === 'api-2') return { API_PORT: String(port), GRPC_PORT: String(grpc) };
  return name === 'worker-2' ? { WORKER_HTTP_PORT: String(port) } : {};
}

function apiBehind(ports: Proxies['ports'], which: '' | '-2'): ApiAddresses {
  return { url: `http://127.0.0.1:${ports[`callers-api${which}`]}`, grpc: `127.0.0.1:${ports[`callers-grpc${which}`]}` };
}

/** Each through its own proxies. Who has no such connection is given the address itself, and does not use it. */
function addressesOf({ name }: OwnProcess, { partners, local }: Config, proxied: Proxies['ports']): Record<string, string> {
  const through = (to: 'postgres' | 'partners' | 'temporal' | 'nats', otherwise: number) => proxied[`${name}-${to}` as Edge] ?? otherwise;
  return {
    DATABASE_URL: embeddedDatabaseUrl(through('postgres', local.postgresPort)),
    PARTNERS_URL: `http://127.0.0.1:${through('partners', partners.port)}`,
    // The customers' browsers have their own way there.
    PARTNERS_PUBLIC_URL: partners.publicUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${through('temporal', local.temporalPort)}`,
    NATS_URL: `nats://127.0.0.1:${through('nats', local.natsPort)}`,
    PUBLIC_URL: `http://127.0.0.1:${proxied['partners-api']}`,
  };
}

async function answersReady(port: number | undefined): Promise<boolean> {
  const asked = fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) });
  return asked.then(({ ok }) => ok).catch(() => false);
}
