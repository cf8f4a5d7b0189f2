import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { launch, type Service } from '../../deploy/local/processes/launch.ts';
import { answers } from '../../deploy/local/processes/ports.ts';
import { runOnce } from '../../deploy/local/programs/run-once.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { freePort } from '../../platform/free-port.ts';
import type { Certificate } from './certificates.ts';
import type { Target } from './service-address.ts';
import { temporalServerTool, temporalSqlTool } from './temporal-tools.ts';

export interface TemporalServer {
  readonly service: Service;
  /** Of its frontend. */
  readonly port: number;
}

const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;
const DATABASES = { temporal: 'temporal', visibility: 'temporal_visibility' };
/** For good once the tables are made. */
const SHARDS = 4;

export interface TemporalServersOptions {
  readonly dataDir: string;
  readonly postgresUrl: string;
  /** Settings that are none of its file, by their names. */
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  /** Where callers have to show a certificate; plain unless it is given. */
  readonly tls?: FrontendTls | undefined;
}

interface FrontendTls {
  /** Read anew every few seconds. */
  readonly server: Certificate;
  /** What its own workers show. */
  readonly client: Certificate;
  /** Of both. */
  readonly caFile: string;
}

/** https://docs.temporal.io/references/configuration#tls */
const TLS_READ_EVERY = '5s';

/** Temporal's production server, one whole server for each name, which share one PostgreSQL and find each other through it. */
export async function temporalServers<Name extends string>(
  names: readonly Name[],
  { dataDir, postgresUrl, dynamicConfig = {}, tls }: TemporalServersOptions,
): Promise<Record<Name, TemporalServer>> {
  const command = await findTool(temporalServerTool);
  const dynamicConfigFile = path.join(dataDir, 'temporal-dynamic.yaml');
  const settings = Object.entries(dynamicConfig).map(([name, value]) => [name, [{ value }]]);
  mkdirSync(dataDir, { recursive: true });
  // YAML holds JSON.
  writeFileSync(dynamicConfigFile, JSON.stringify(Object.fromEntries(settings)));
  const servers = names.map(async (name): Promise<[Name, TemporalServer]> => {
    const ports = await Promise.all(SERVICES.map(async (service) => [service, await portsOf()] as const));
    const file = path.join(dataDir, name, 'config.yaml');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(configOf({ postgresUrl, dynamicConfigFile, tls }, Object.fromEntries(ports))));
    const port = ports[0]?.[1].rpc.grpcPort ?? 0;
    const options = { name, command, args: ['--config-file', file, '--allow-no-auth', 'start'], readyWithinMs: 120_000 };
    const logFile = path.join(dataDir, 'logs', `${name}.log`);
    const start: Service['start'] = (context) => launch({ ...options, logFile, ready: () => isServing(port, tls) }, context);
    return [name, { service: { name, start }, port }];
  });
  return Object.fromEntries(await Promise.all(servers)) as Record<Name, TemporalServer>;
}

async function portsOf() {
  return { rpc: { grpcPort: await freePort(), membershipPort: await freePort(), bindOnLocalHost: true } };
}

interface ConfigOptions extends Pick<TemporalServersOptions, 'postgresUrl' | 'tls'> {
  readonly dynamicConfigFile: string;
}

function configOf({ postgresUrl, dynamicConfigFile, tls }: ConfigOptions, services: object): object {
  const { host, username, password } = new URL(postgresUrl);
  const store = (databaseName: string, maxConns: number) => ({
    sql: {
      pluginName: 'postgres12',
      databaseName,
      connectAddr: host,
      connectProtocol: 'tcp',
      user: username,
      password,
      maxConns,
      maxIdleConns: maxConns,
    },
  });
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: SHARDS,
      datastores: { default: store(DATABASES.temporal, 20), visibility: store(DATABASES.visibility, 5) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' }, ...(tls && { tls: tlsOf(tls) }) },
    services,
    dynamicConfigClient: { filepath: dynamicConfigFile, pollInterval: '10s' },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: '127.0.0.1:0' } },
    },
    dcRedirectionPolicy: { policy: 'noop' },
  };
}

function tlsOf({ server, client, caFile }: FrontendTls): object {
  const trusts = { serverName: 'localhost', rootCaFiles: [caFile] };
  return {
    refreshInterval: TLS_READ_EVERY,
    frontend: { server: { ...server, requireClientAuth: true, clientCaFiles: [caFile] }, client: trusts },
    systemWorker: { ...client, client: trusts },
  };
}

/** The databases and tables that these servers need; once, before the first of them starts. */
export async function makeTemporalTables(postgresUrl: string): Promise<void> {
  const sqlTool = await findTool(temporalSqlTool);
  const { hostname, port, username, password } = new URL(postgresUrl);
  const access = ['--plugin', 'postgres12', '--ep', hostname, '-p', port, '-u', username, '--pw', password];
  const run = (database: string, ...words: string[]) => runOnce(sqlTool, [...access, '--db', database, ...words]);
  for (const [schema, database] of Object.entries(DATABASES)) {
    await run(database, 'create-database');
    await run(database, 'setup-schema', '-v', '0.0');
    await run(database, 'update-schema', '--schema-name', `postgresql/v12/${schema}`);
  }
}

async function isServing(port: number, tls: FrontendTls | undefined): Promise<void> {
  if (!(await answers(port, '127.0.0.1'))) throw new Error('it does not listen yet');
  const shows = tls && {
    serverRootCACertificate: readFileSync(tls.caFile),
    clientCertPair: { crt: readFileSync(tls.client.certFile), key: readFileSync(tls.client.keyFile) },
  };
  const connection = await Connection.connect({ address: `localhost:${port}`, connectTimeout: 2000, ...(shows && { tls: shows }) });
  try {
    await connection.withDeadline(Date.now() + 5000, () => connection.workflowService.listNamespaces({ pageSize: 1 }));
  } finally {
    await connection.close();
  }
}

/** How often a frontend is asked how it is, and how long it may take (ms): what a readiness probe does. */
const PROBE_EVERY_MS = 1000;

/** Which of these frontends say that they serve; all of them while none does. */
export function watchFrontends(ports: readonly number[], signal: AbortSignal): () => readonly Target[] {
  const ready = new Set(ports);
  const watch = async (port: number) => {
    const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
    while (!signal.aborted) {
      const isServed = await connection
        .withDeadline(Date.now() + PROBE_EVERY_MS, () => connection.healthService.check({ service: FRONTEND }))
        .then(({ status }) => status === SERVING)
        .catch(() => false);
      if (isServed) ready.add(port);
      else ready.delete(port);
      await delay(PROBE_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    await connection.close();
  };
  for (const port of ports) void watch(port);
  return () => (ready.size > 0 ? [...ready] : ports).map((port) => ({ host: '127.0.0.1', port }));
}

const FRONTEND = 'temporal.api.workflowservice.v1.WorkflowService';
const { SERVING } = proto.grpc.health.v1.HealthCheckResponse.ServingStatus;
