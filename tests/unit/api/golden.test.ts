// Requests and answers as they go over the wire, over HTTP and gRPC side by side: tests/contract/golden. A change of them is a change of
// what integrators see. `GOLDEN=write npm test unit -- tests/unit/api/golden` writes the answers anew, for a reviewer to look at.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromJson, toBinary, toJson, type JsonValue } from '@bufbuild/protobuf';
import type { CallError } from '../../../clients/grpc/call-error.ts';
import { Orders } from '../../../proto/generated/orders/v1/orders_pb.ts';
import { wholeOrder } from '../../support/whole-order.ts';
import { fakeOrderStore, FakeOutcomes, FakeSystem, NOW } from './support/fakes.ts';
import { serveApp, type Served } from './support/serve-app.ts';
import { serveGrpc, type ServedGrpc } from './support/serve-grpc.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../contract/golden');
const ID = '00000000-0000-4000-8000-000000000001';
const PAID = { status: 'captured', authorisedCents: 3998, capturedCents: 3998, refundedCents: 0, writtenOffCents: 0, attempts: 1 } as const;

const DELIVERED = {
  shipmentId: `ship_${ID}_1`,
  trackingNumber: 'T-1',
  status: 'delivered',
  lines: [{ lineId: 'line_1', quantity: 2 }],
  bookedAt: NOW,
  pickedUpAt: NOW,
  deliveredAt: NOW,
} as const;
const APPROVED = {
  returnId: 'ret_1',
  status: 'approved',
  lines: [{ lineId: 'line_1', quantity: 2 }],
  reason: 'too small',
  requestedAt: NOW,
  approvedAt: NOW,
  expiresAt: '2026-03-16T09:30:00.000Z',
} as const;

/** What there is before the request comes. */
const GIVEN: Record<string, (system: FakeSystem) => unknown> = {
  nothing: () => undefined,
  'no worker': (system) => (system.startOutcome = 'unwritten'),
  'no PostgreSQL': (system) => (system.postgresIsAway = true),
  'an order': (system) => system.put({ id: ID }),
  'an order with all that there can be': (system) => {
    const { tenant: _none, ...order } = wholeOrder();
    system.put({ ...order, id: ID, orderNumber: 'Q536H-BEE2S' });
  },
  'a shipped order': (system) => system.put({ id: ID, status: 'SHIPPED' }),
  'a delivered order': (system) => system.put({ id: ID, status: 'COMPLETED', payment: PAID, shipments: [DELIVERED] }),
  'an order with an approved return': (system) =>
    system.put({ id: ID, status: 'COMPLETED', payment: PAID, shipments: [DELIVERED], returns: [APPROVED] }),
  'a paid order': (system) => system.put({ id: ID, status: 'COMPLETED', payment: PAID }),
};

interface Golden {
  readonly given: string;
  readonly http: { readonly request: { method: string; path: string; headers?: Record<string, string>; body?: unknown }; answer?: unknown };
  readonly grpc: {
    readonly request: {
      readonly method: Exclude<keyof typeof Orders.method, 'watchOrders'>;
      metadata?: Record<string, string>;
      message: JsonValue;
      bytes?: string;
    };
    answer?: unknown;
  };
}

let api: { http: Served; grpc: ServedGrpc };
const serve = async (given: string) => {
  const [system, outcomes] = [new FakeSystem(), new FakeOutcomes()];
  GIVEN[given]?.(system);
  api = {
    http: await serveApp({ reader: system, workflows: system, orders: fakeOrderStore(system), outcomes }),
    grpc: await serveGrpc({ system, outcomes }),
  };
};
afterEach(() => Promise.all([api.http.close(), api.grpc.close()]));

async function overHttp({ method, path, headers, body }: Golden['http']['request']) {
  const init = { method, headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers } };
  const answer = await api.http.fetch(path, { ...init, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const told = ['content-type', 'location', 'etag', 'preference-applied', 'idempotent-replayed', 'retry-after'];
  const shown = told.flatMap((name) => (answer.headers.has(name) ? [[name, answer.headers.get(name)] as const] : []));
  return { status: answer.status, headers: Object.fromEntries(shown), body: await answer.json() };
}

async function overGrpc({ method, metadata = {}, message }: Golden['grpc']['request']) {
  const { input, output } = Orders.method[method];
  const call = api.grpc.orders[method] as (
    request: object,
    options: object,
  ) => Promise<{ message: never; metadata: CallError['metadata'] }>;
  const shown = (received: CallError['metadata']) =>
    Object.fromEntries(
      ['preference-applied', 'idempotent-replayed'].flatMap((key) => received.get(key).map((value) => [key, String(value)])),
    );
  return call(fromJson(input, message), { metadata }).then(
    (answer) => ({ code: 'OK', metadata: shown(answer.metadata), message: toJson(output, answer.message) }),
    ({ code, message: text, reason, violations, retryAfterMs, metadata: received }: CallError) => ({
      code,
      metadata: shown(received),
      details: { message: text, reason, violations, ...(retryAfterMs !== undefined && { retryAfterMs }) },
    }),
  );
}

describe('goes over the wire as it is kept', () => {
  it.each(readdirSync(FOLDER))('%s', async (file) => {
    const at = path.join(FOLDER, file);
    const golden = JSON.parse(readFileSync(at, 'utf8')) as Golden;
    expect(Object.keys(GIVEN)).toContain(golden.given);
    const { method, message } = golden.grpc.request;
    const bytes = Buffer.from(toBinary(Orders.method[method].input, fromJson(Orders.method[method].input, message))).toString('hex');
    await serve(golden.given);
    const http = { request: golden.http.request, answer: await overHttp(golden.http.request) };
    await Promise.all([api.http.close(), api.grpc.close()]);
    await serve(golden.given);
    const grpc = { request: { ...golden.grpc.request, bytes }, answer: await overGrpc(golden.grpc.request) };
    if (process.env['GOLDEN'] === 'write') writeFileSync(at, `${JSON.stringify({ given: golden.given, http, grpc }, null, 2)}\n`);
    else expect({ given: golden.given, http, grpc }).toEqual(golden);
  });
});
