import type { ServerCredentials } from '@grpc/grpc-js';
import { openGate } from '../../../../api/access/gate.ts';
import { createHealth, type Health } from '../../../../api/grpc/health.ts';
import { ordersService, type OrdersServiceDependencies } from '../../../../api/grpc/orders-service.ts';
import { listenGrpc, type GrpcServer } from '../../../../api/grpc/server.ts';
import { createConnectionLimit, type ConnectionLimit } from '../../../../api/limits/connection-limit.ts';
import { callerLimits } from './caller-limits.ts';
import { OpenStreams } from '../../../../api/open-streams.ts';
import { createPlaces } from '../../../../api/places.ts';
import { createOrdersClient, type ClientSettings, type OrdersClient } from '../../../../clients/grpc/orders-client.ts';
import { createLogger } from '../../../../platform/logger.ts';
import type { Readiness } from '../../../../platform/readiness.ts';
import { fakeOrderStore, FakeOutcomes, FakeSystem, NOW, RETURN_WINDOW_MS } from './fakes.ts';

export interface ServedGrpc {
  readonly system: FakeSystem;
  readonly logLines: Record<string, unknown>[];
  readonly server: GrpcServer;
  readonly health: Health;
  readonly address: string;
  readonly orders: OrdersClient;
  readonly state: { ready: boolean };
  /** Lets the process begin to drain. */
  drain(): void;
  /** Another client, which is closed with the rest. */
  connect(settings?: ClientSettings): OrdersClient;
  close(): Promise<void>;
}

interface Changes extends Partial<Pick<OrdersServiceDependencies, 'places' | 'deadlineMs' | 'outcomes' | 'gate' | 'limits' | 'streams'>> {
  readonly system?: FakeSystem;
  readonly credentials?: ServerCredentials;
  readonly limitConnections?: ConnectionLimit;
  readonly client?: ClientSettings;
}

/** The gRPC server over a real port, on ports in memory. */
export async function serveGrpc({
  system = new FakeSystem(),
  credentials,
  client,
  limitConnections = createConnectionLimit(undefined),
  ...changes
}: Changes = {}): Promise<ServedGrpc> {
  const logLines: Record<string, unknown>[] = [];
  const log = createLogger('api', 'debug', { write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>) });
  const state = { ready: true };
  const draining = new AbortController();
  const health = createHealth(async () => readinessOf(state.ready));
  const orders = ordersService({
    reader: system,
    workflows: system,
    orders: fakeOrderStore(system),
    wakeUps: system.wakeUps,
    outcomes: new FakeOutcomes(),
    places: createPlaces({ reads: 8, writes: 8 }, 2000),
    log,
    gate: openGate,
    limits: callerLimits(),
    draining: draining.signal,
    handOverDelayMs: 0,
    returnWindowMs: RETURN_WINDOW_MS,
    feed: system.feed,
    streams: new OpenStreams({ all: 4, perCaller: 2 }, draining.signal),
    deadlineMs: 2000,
    now: () => new Date(NOW),
    ...changes,
  });
  const server = await listenGrpc({ host: '127.0.0.1', port: 0, limitConnections, orders, health, ...(credentials && { credentials }) });
  const address = `127.0.0.1:${server.port}`;
  const clients: OrdersClient[] = [];
  const connect = (settings: ClientSettings = {}) => {
    const connected = createOrdersClient(address, { ...settings, options: { 'grpc.use_local_subchannel_pool': 1, ...settings.options } });
    clients.push(connected);
    return connected;
  };
  return {
    system,
    logLines,
    server,
    health,
    address,
    orders: connect(client),
    state,
    drain: () => draining.abort(),
    connect,
    close: async () => {
      for (const each of clients) each.close();
      await server.drain(0);
    },
  };
}

function readinessOf(ready: boolean): Readiness {
  return { ready, body: { status: ready ? 'ready' : 'unavailable', dependencies: {} } };
}
