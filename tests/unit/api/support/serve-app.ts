import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { openGate } from '../../../../api/access/gate.ts';
import { createApp, type AppDependencies } from '../../../../api/http/app.ts';
import { standardPaymentWebhook } from '../../../../api/http/webhooks/payment-webhook.ts';
import { callerLimits } from './caller-limits.ts';
import { createConnectionLimit } from '../../../../api/limits/connection-limit.ts';
import { OpenStreams } from '../../../../api/open-streams.ts';
import { listen, type Server } from '../../../../api/http/server.ts';
import { createLogger } from '../../../../platform/logger.ts';
import { createMetricsPage } from '../../../../platform/metrics/page.ts';
import { FakeEndpoints } from './fake-endpoints.ts';
import { FakeOutcomes, FakeInventory, fakeOrderStore, FakeSystem, NOW, RETURN_WINDOW_MS } from './fakes.ts';

export const PAYMENT_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
/** Not where the test reaches it. */
export const PUBLIC_URL = 'https://orders.example/shop';
export const CARRIER_SECRET = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;

export interface Served {
  readonly system: FakeSystem;
  readonly outcomes: FakeOutcomes;
  readonly inventory: FakeInventory;
  readonly endpoints: FakeEndpoints;
  readonly logLines: Record<string, unknown>[];
  readonly server: Server;
  /** Lets the process begin to drain. */
  drain(): void;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** A request that no fetch would send. */
  raw(options: { method: string; path: string; headers?: Record<string, string | string[]>; body?: Buffer | string }): Promise<RawAnswer>;
  close(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The app over a real port, on ports in memory. */
export async function serveApp(changes: Partial<AppDependencies> = {}): Promise<Served> {
  const [system, outcomes, inventory, endpoints] = [new FakeSystem(), new FakeOutcomes(), new FakeInventory(), new FakeEndpoints()];
  const logLines: Record<string, unknown>[] = [];
  const log = createLogger('api', 'debug', { write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>) });
  const draining = new AbortController();
  const app = createApp({
    reader: system,
    workflows: system,
    orders: fakeOrderStore(system),
    wakeUps: system.wakeUps,
    outcomes,
    inventoryOf: () => inventory,
    endpointsOf: () => endpoints,
    refusesTarget: ({ protocol }) => (protocol === 'https:' ? undefined : 'must be https'),
    paymentWebhook: standardPaymentWebhook(PAYMENT_SECRET),
    carrierWebhookSecret: CARRIER_SECRET,
    readiness: async () => ({
      ready: !draining.signal.aborted,
      body: { status: draining.signal.aborted ? 'draining' : 'ready', dependencies: { postgres: 'up', temporal: 'up', nats: 'down' } },
    }),
    draining: draining.signal,
    handOverDelayMs: 0,
    returnWindowMs: RETURN_WINDOW_MS,
    makesExamples: true,
    placesForPeople: { workflow: 'https://temporal.example/workflows/order-{orderId}', trace: undefined },
    feed: system.feed,
    streams: new OpenStreams({ all: 4, perCaller: 2 }, draining.signal),
    whereabouts: { host: '127.0.0.1', url: PUBLIC_URL, isOpen: true },
    gate: openGate,
    limits: callerLimits(),
    metricsPage: createMetricsPage(log),
    log,
    deadlineMs: 2000,
    now: () => new Date(NOW),
    ...changes,
  });
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    publicUrl: PUBLIC_URL,
    streams: 4,
    limitConnections: createConnectionLimit(undefined),
    app,
  });
  const base = `http://127.0.0.1:${server.port}`;
  const fetchPath = (path: string, init?: RequestInit) => fetch(base + path, { redirect: 'manual', ...init });
  return {
    system,
    outcomes,
    inventory,
    endpoints,
    logLines,
    server,
    drain: () => draining.abort(),
    fetch: fetchPath,
    post: (path, body, headers = {}) =>
      fetchPath(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    raw: (options) => sendRaw(server.port, options),
    close: () => server.drain(0),
  };
}

function sendRaw(port: number, { method, path, headers, body }: Parameters<Served['raw']>[0]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: '127.0.0.1', port, method, path, ...(headers && { headers }), agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: { pointer: string; detail: string }[];
}

export async function problemOf(response: Response): Promise<ProblemBody> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as ProblemBody;
}
