import { mkdirSync } from 'node:fs';
import path from 'node:path';
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
import type { Arguments } from './arguments.ts';
import { clusterStorage } from './cluster/storage.ts';
import { PARCEL_UNITS } from './order-plan.ts';
import { prepareProxies, type Proxies } from './proxies.ts';
import { smallStorage, type Storage } from './storage.ts';
import { type Edge, type ServiceName, TOPOLOGIES, type Topology } from './topology.ts';

/** Lives are short, so that every one of them is over within the time to settle. */
const QUICK_CLOCKS = {
  CARRIER_PICKUP_MS: '1000',
  CARRIER_DELIVERY_MS: '500',
  CARRIER_SILENCE_MINUTES: '0.1',
  CARRIER_LATE_HOURS: '0.005',
  RECONCILE_EVERY: '5',
  RESERVATION_MINUTES: '1',
  // 4 s: some of the stock that is waited for comes before a person is asked, some after it.
  BACKORDER_DAYS: '0.00005',
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
  readonly topology: Topology;
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
  /** Where PostgreSQL has a replica: kills the primary, and has the replica take its place. */
  readonly failOver?: () => Promise<void>;
  /** Rejects when a service will not come up any more. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

type Asked = Pick<Arguments, 'topology' | 'capturePerShipment'>;

/**
 * The whole system under the supervisor of `npm start`, with more than one of some processes, and with a proxy in each connection. Each of
 * our own processes has proxies of its own, so that a connection can be cut for one of them alone.
 */
export async function startChaosSystem(
  { topology: name, capturePerShipment }: Asked,
  dataDir: string,
  report: Report,
): Promise<ChaosSystem> {
  mkdirSync(path.join(dataDir, 'logs'), { recursive: true });
  const topology: Topology = TOPOLOGIES[name];
  const proxies = await prepareProxies(topology, dataDir);
  const { pids, startAll, stop, failed, signal } = supervise(topology, report);
  const alone = await systemEnvironment({
    ...QUICK_CLOCKS,
    CAPTURE_PER_SHIPMENT: String(capturePerShipment),
    WEBHOOK_TARGETS: 'any',
    ...localSecrets(dataDir),
    DATA_DIR: dataDir,
  });
  const storage =
    name === 'cluster'
      ? await clusterStorage(dataDir, proxies, report, signal)
      : await smallStorage(loadConfig(alone), dataDir, report, signal);
  const env = { ...alone, ...storage.env };
  const config = loadConfig(env);
  const receiverPort = await freePort();
  const second = { api: await freePort(), grpc: await freePort(), worker: await freePort(), relay: await freePort() };
  const own = ownProcesses(config).flatMap((process) => [process, ...secondOf(process, topology, second)]);
  try {
    await startAll([proxies.service]);
    await proxies.open({
      ...storage.ports,
      api: config.api.port,
      'api-2': second.api,
      grpc: config.grpc.port,
      'grpc-2': second.grpc,
      partners: config.partners.port,
      receiver: receiverPort,
    });
    for (const stage of storage.stages) await startAll(stage);
    await setUp(config, { report: () => undefined });
    const placed = (process: OwnProcess) => ({ ...addressesOf(process, config, storage, proxies.ports), ...portsOf(process, second) });
    await startAll(own.map((process) => ownService(process, dataDir, { ...env, ...placed(process) })));
  } catch (error) {
    await stop();
    throw error;
  }
  const pidOf = (service: string) => pids.get(service);
  const { failOver, close } = storage;
  return {
    dataDir,
    topology,
    config,
    toxiproxy: proxies.toxiproxy,
    apis: [apiBehind(proxies.ports, ''), apiBehind(proxies.ports, '-2')],
    receiver: { port: receiverPort, proxiedPort: proxies.ports['webhooks-receiver'] ?? 0 },
    pidOf,
    // A server is ready when it runs: the supervisor has waited for that.
    isReady: async (service) => answersReady(own.find(({ name: other }) => other === service)?.port),
    ...(failOver && { failOver }),
    failed,
    async stop() {
      await stop();
      await close();
    },
  };
}

const OWN = /^(api|worker|relay|webhooks|partners)/;

/** What starts services and keeps them up; the API and all that works for it is stopped before the storage. */
function supervise({ services }: Topology, report: Report) {
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
      await supervisor.stopTogether(services.filter((name) => OWN.test(name)));
      await supervisor.stopTogether(services.filter((name) => /^(nats|temporal|pgbouncer)(-\d)?$/.test(name)));
      await supervisor.stopTogether([...services, 'toxiproxy']);
    },
  };
}

type SecondPorts = Readonly<Record<'api' | 'grpc' | 'worker' | 'relay', number>>;

function secondOf(process: OwnProcess, { services }: Topology, ports: SecondPorts): OwnProcess[] {
  const name = `${process.name}-2`;
  const port = ports[process.name as keyof SecondPorts];
  return services.some((service) => service === name) ? [{ ...process, name, port }] : [];
}

function portsOf({ name, port }: OwnProcess, { grpc }: SecondPorts): Record<string, string> {
  switch (name) {
    case 'api-2':
      return { API_PORT: String(port), GRPC_PORT: String(grpc) };
    case 'worker-2':
      return { WORKER_HTTP_PORT: String(port) };
    case 'relay-2':
      return { RELAY_HTTP_PORT: String(port) };
    default:
      return {};
  }
}

function apiBehind(ports: Proxies['ports'], which: '' | '-2'): ApiAddresses {
  return { url: `http://127.0.0.1:${ports[`callers-api${which}`]}`, grpc: `127.0.0.1:${ports[`callers-grpc${which}`]}` };
}

/** Each through its own proxies. Who has no such connection is given the address itself, and does not use it. */
function addressesOf(
  { name }: OwnProcess,
  { partners }: Config,
  { ports, own: { databaseParameters, natsEnds } }: Storage,
  proxied: Proxies['ports'],
): Record<string, string> {
  const through = (to: string, otherwise = ports[to] ?? 0) => proxied[`${name}-${to}` as Edge] ?? otherwise;
  return {
    DATABASE_URL: `${embeddedDatabaseUrl(through('postgres'))}${databaseParameters}`,
    PARTNERS_URL: `http://127.0.0.1:${through('partners', partners.port)}`,
    // The customers' browsers have their own way there.
    PARTNERS_PUBLIC_URL: partners.publicUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${through('temporal')}`,
    NATS_URL: natsEnds.map((end) => `nats://127.0.0.1:${through(end)}`).join(','),
    PUBLIC_URL: `http://127.0.0.1:${proxied['partners-api']}`,
  };
}

async function answersReady(port: number | undefined): Promise<boolean> {
  if (port === undefined) return true;
  const asked = fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) });
  return asked.then(({ ok }) => ok).catch(() => false);
}
