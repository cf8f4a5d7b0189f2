// `npm run gateway`: the gateway of deploy/compose/whole, as it is configured there, in front of two APIs of a system of its own. Ends
// with 1 when a caller is not served as they should be, also while an API is killed or replaced.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createOrdersApi } from '../../clients/orders-api.ts';
import { FollowedOrders } from '../../clients/grpc/followed-orders.ts';
import { serverSentEvents } from '../../clients/typescript/src/server-sent-events.ts';
import { findTool } from '../../deploy/local/programs/tools.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { freePorts } from '../../platform/free-port.ts';
import { eventually } from '../../platform/poll.ts';
import { createScreen } from '../../platform/screen.ts';
import { type AnotherProcess, startAnother } from '../support/another-process.ts';
import { newSku, orderFor, untilEnd } from '../support/api-client.ts';
import { Checks } from '../support/checks.ts';
import { startTestSystem } from '../support/system.ts';
import { grpcThrough, placeOrders, trust, type Placed } from './callers.ts';
import { startGateway } from './gateway.ts';
import { traefikTool } from './traefik-tool.ts';

commandLine('npm run gateway\n\n  Takes no options; it needs openssl, and three minutes.', (args) => wordsOf(args, { most: 0 }));

/** What would be held back is held back for longer. */
const PATIENCE_MS = 30_000;
/** Longer than Traefik reads what a caller sends. */
const SILENT_MS = 70_000;
const READS = 20;

const { line, busy } = createScreen();
const checks = new Checks(line);
const { check } = checks;
const command = await findTool(traefikTool, { busy, report: line });
const logs = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-gateway-logs-'));
const system = await startTestSystem();
Object.assign(process.env, system.settings);
const ports = [await freePorts(['API_PORT', 'GRPC_PORT']), await freePorts(['API_PORT', 'GRPC_PORT'])] as const;
const places = ports.map(({ API_PORT, GRPC_PORT }) => ({ http: `127.0.0.1:${API_PORT}`, grpc: `127.0.0.1:${GRPC_PORT}` }));
const [first, second] = places as [(typeof places)[0], (typeof places)[0]];
const gateway = await startGateway(command, { api: first, 'api-2': second });
const startApi = (index: 0 | 1) => startAnother('api', logs, { ...ports[index], PUBLIC_URL: gateway.url });
const apis: AnotherProcess[] = [await startApi(0), await startApi(1)];
const through = createOrdersApi(gateway.url);
const orders = grpcThrough(gateway);
try {
  await check('nobody trusts it who does not trust its authority', isNotTrusted);
  trust(gateway.ca);
  await check('an order comes in over HTTP, and another over gRPC on the same port', ordersComeIn);
  await check('both APIs are asked in turn, over HTTP and over gRPC', bothAreAsked);
  await check('health and metrics are nobody’s outside', isHidden);
  await check('the events of an order come as they are made', eventsCome);
  await check(`an order that nothing is said of for ${SILENT_MS / 1000} s is followed on over gRPC`, () =>
    followedThrough(() => pause(SILENT_MS)),
  );
  await check('an API is replaced while orders come: no caller has to ask a third time, and every order ends', () =>
    throughOutage(async () => void (await apis[0]?.stop())),
  );
  await check('an API is killed while orders come: no caller has to ask a third time, and every order ends', () =>
    throughOutage(async () => apis[0]?.kill()),
  );
  await check('an order is followed on over gRPC when both APIs are killed, one after the other', () => followedThrough(killBoth));
} finally {
  orders.close();
  await gateway.close();
  for (const api of apis) await api.stop();
  await system.stop();
  for (const folder of [logs, system.dataDir]) rmSync(folder, { recursive: true, force: true });
}
process.exit(checks.close());

async function isNotTrusted(): Promise<void> {
  const said = await fetch(`https://127.0.0.1:${gateway.port}/orders`).then(
    ({ status }) => `answered ${status}`,
    (error: Error) => (error.cause as { code?: string } | undefined)?.code,
  );
  if (said !== 'UNABLE_TO_VERIFY_LEAF_SIGNATURE') throw new Error(said);
}

async function ordersComeIn(): Promise<void> {
  const sku = await newSku(2);
  const { status, body, headers } = await through.submit(orderFor(sku));
  if (status !== 201) throw new Error(`answered ${status}`);
  if (headers.get('location') === null) throw new Error('without a Location');
  const { message } = await orders.createOrder({ customerId: 'cust_e2e', items: [{ sku, quantity: 1, priceCents: 1999n }] });
  for (const id of [body.id, message.id]) await untilEnd(id);
}

async function bothAreAsked(): Promise<void> {
  const asked = async ({ http }: { readonly http: string }) => {
    const page = await (await fetch(`http://${http}/metrics`)).text();
    const sum = (of: RegExp) => [...page.matchAll(of)].reduce((all, [, count]) => all + Number(count), 0);
    return [
      sum(/^http_request_duration_seconds_count\{method="GET",route="\/orders",.*\} (\d+)/gm),
      sum(/^grpc_request_duration_seconds_count\{.*method="orders.v1.Orders\/ListOrders".*\} (\d+)/gm),
    ];
  };
  const before = await Promise.all(places.map(asked));
  for (let read = 0; read < READS; read += 1) {
    await through.list({ limit: '1' });
    await orders.listOrders({ limit: 1 });
  }
  const after = await Promise.all(places.map(asked));
  const counts = after.map((counts, api) => counts.map((count, index) => count - (before[api]?.[index] ?? 0)));
  if (counts.flat().some((count) => count < READS / 4)) throw new Error(JSON.stringify(counts));
}

async function isHidden(): Promise<void> {
  for (const address of ['/metrics', '/healthz', '/readyz', '/health']) {
    const { status } = await fetch(`${gateway.url}${address}`);
    if (status !== 404) throw new Error(`${address} answers ${status}`);
  }
}

/** An order that has come to its end, so that it changes when it is told to. */
async function quietOrder(): Promise<string> {
  const { body } = await through.submit(orderFor(await newSku(1)));
  await untilEnd(body.id);
  return body.id;
}

async function eventsCome(): Promise<void> {
  const id = await quietOrder();
  const { version } = (await through.order(id)).body;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const events = serverSentEvents(await fetch(`${gateway.url}/orders/${id}/events`, { headers: { accept: 'text/event-stream' }, signal }));
  for (let sequence = 1; sequence <= version; sequence += 1) await events.next();
  await through.note(id, 'Is it told at once?');
  const { value } = await events.next();
  if (value?.id !== String(version + 1)) throw new Error(`told ${JSON.stringify(value)}`);
  await events.return(undefined);
}

/** Follows an order, and tells it something after what happens meanwhile. */
async function followedThrough(meanwhile: () => Promise<unknown>): Promise<void> {
  const id = await quietOrder();
  const { version } = (await through.order(id)).body;
  const leaving = new AbortController();
  const followed = new FollowedOrders(orders, { signal: leaving.signal, comebackMs: 100 });
  followed.add(id, version);
  const told: bigint[] = [];
  const listening = (async () => {
    for await (const { sequence } of followed) told.push(sequence);
  })();
  try {
    await meanwhile();
    await through.note(id, 'Is it still followed?');
    await eventually(
      async () => told.length,
      (count) => count > 0,
    );
  } finally {
    leaving.abort();
    await listening;
  }
  if (told.length !== 1 || Number(told[0]) !== version + 1) throw new Error(`told ${told.join(', ')}`);
}

/** The first API comes back afterwards. */
async function throughOutage(outage: () => Promise<unknown>): Promise<void> {
  await bothServe();
  const stop = placeOrders(gateway, orderFor(await newSku(1_000_000)));
  let placed: readonly Placed[];
  try {
    await pause(2000);
    await outage();
    await pause(3000);
    apis[0] = await startApi(0);
    await pause(3000);
  } finally {
    placed = await stop();
  }
  for (const { id } of placed) {
    const { status } = await untilEnd(id);
    if (status !== 'COMPLETED') throw new Error(`${id} ended ${status}`);
  }
  line(`        ${placed.length} orders, ${placed.filter(({ tries }) => tries > 1).length} of them asked for twice`);
}

/** One after the other. */
async function killBoth(): Promise<void> {
  for (const index of [0, 1] as const) {
    apis[index]?.kill();
    await apis[index]?.exited;
    apis[index] = await startApi(index);
    await bothServe();
  }
}

/** The gateway looks every two seconds. */
async function bothServe(): Promise<void> {
  await eventually(
    () =>
      bothAreAsked().then(
        () => true,
        () => false,
      ),
    (serve) => serve,
  );
}
