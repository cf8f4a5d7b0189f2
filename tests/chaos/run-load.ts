import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from '../../platform/screen.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import type { Arguments } from './arguments.ts';
import type { CallerWorld } from './caller.ts';
import type { Transport } from './calls.ts';
import { playScript, type StatusVersion } from './callers.ts';
import { gatherAtRest } from './evidence-at-rest.ts';
import { withSession } from './faults/sabotage.ts';
import { injectAll } from './inject.ts';
import { createIntegrator } from './integrator.ts';
import { type Script, STOCK } from './order-plan.ts';
import { watchOrders } from './order-watcher.ts';
import { overGrpc } from './over-grpc.ts';
import { type Kept, overHttp } from './over-http.ts';
import type { Plan } from './plan.ts';
import { proveVerdict } from './prove.ts';
import type { RunRecord } from './record.ts';
import { count, settle } from './settle.ts';
import { subscribe } from './subscriber.ts';
import type { ApiAddresses, ChaosSystem } from './system.ts';
import type { Outcome } from './table.ts';
import { watchEvents } from './watcher.ts';
import { brokenInvariants, violationsOf } from './verdict.ts';

const STATUS_EVERY_MS = 10_000;

export interface Stage {
  readonly system: ChaosSystem;
  readonly record: RunRecord;
  readonly say: Report;
}

/** Plays the plan against a system that is up, lets it settle, and judges. */
export async function runLoad(plan: Plan, { prove }: Pick<Arguments, 'prove'>, { system, record, say }: Stage): Promise<Outcome> {
  const { config } = system;
  await putInStock(`http://${config.api.host}:${config.api.port}`);
  const closing = new AbortController();
  const temporal = connectTemporal(config.temporal);
  const listening = new AbortController();
  const apiUrls = system.apis.map(({ url }) => url);
  const watcher = watchEvents(apiUrls, listening.signal);
  const subscriber = await subscribe(system, record);
  const orderWatcher = watchOrders(
    system.apis.map(({ grpc }) => grpc),
    record,
    listening.signal,
  );
  const statuses = new Map<number, StatusVersion>();
  const watching = watch(statuses, plan, record, say);
  try {
    const world = { client: temporal.client, apiUrls, record, closing: closing.signal, follow: orderWatcher.follow };
    const callers = callAll(plan, world, system, statuses);
    const [injected] = await Promise.all([
      injectAll(plan.faults, { target: system, record, say, signal: closing.signal }),
      delay(plan.loadMs, undefined, { signal: closing.signal }),
    ]);
    say('no more orders, and no more faults; the system settles');
    const settling = await settle(config.database.url, statuses, closing.signal);
    say(settling.isSettled ? 'settled; the verdict is made' : 'not settled in time; the verdict is made');
    closing.abort();
    await callers;
    const notes = { scripts: plan.scripts, tolds: record.tolds };
    const evidence = await gatherAtRest(config, notes, { http: watcher, grpc: orderWatcher, webhooks: subscriber }, say);
    const violations = [...violationsOf(evidence), ...(await brokenInvariants(config))];
    if (prove) violations.push(...(await proveVerdict(config, evidence)));
    const deadlocks = await countDeadlocks(config.database.url);
    const comebacks = { http: watcher.comebacks(), grpc: orderWatcher.comebacks(), webhooks: subscriber.comebacks() };
    return { injected, evidence, sent: record.sent(), comebacks, deadlocks, settling, violations };
  } finally {
    clearInterval(watching);
    closing.abort();
    listening.abort();
    await subscriber.close();
    await temporal.close();
  }
}

async function callAll(
  { scripts }: Plan,
  world: Omit<CallerWorld, 'integrator'>,
  { apis }: ChaosSystem,
  statuses: Map<number, StatusVersion>,
): Promise<void> {
  const began = Date.now();
  const play = async (script: Script) => {
    await delay(Math.max(0, began + script.atMs - Date.now()));
    const transports = transportsOf(script, apis);
    const integrator = createIntegrator(transports, world.record, world.closing);
    await playScript(script, { ...world, integrator }, (statusVersion) => statuses.set(script.number, statusVersion));
    for (const transport of transports) transport.close();
  };
  await Promise.all(scripts.map(play));
}

/** To each API one, and what the caller has read in common. */
function transportsOf({ transport }: Script, apis: readonly ApiAddresses[]): Transport[] {
  const kept: Kept = new Map();
  return apis.map(({ url, grpc }) => {
    const http = overHttp(url, kept);
    return transport === 'grpc' ? overGrpc(grpc, http) : http;
  });
}

async function putInStock(apiUrl: string): Promise<void> {
  for (const [sku, onHand] of Object.entries(STOCK)) {
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(`${apiUrl}/inventory/${sku}`, { method: 'PUT', headers, body: JSON.stringify({ onHand }) });
    if (status !== 200) throw new Error(`PUT /inventory/${sku} answered ${status}`);
  }
}

function watch(statuses: ReadonlyMap<number, StatusVersion>, { scripts }: Plan, record: RunRecord, say: Report): NodeJS.Timeout {
  return setInterval(() => {
    const told = count(statuses, 'told', 'at its end', 'explained');
    const [ended, explained, waiting] = [count(statuses, 'at its end'), count(statuses, 'explained'), count(statuses, 'asking')];
    say(
      `  orders: ${statuses.size} of ${scripts.length} sent, ${told} told, ${ended} at their end, ${explained} explained, ${waiting} callers waiting; ${record.sent()} requests`,
    );
  }, STATUS_EVERY_MS);
}

function countDeadlocks(databaseUrl: string): Promise<number> {
  const sql = 'select deadlocks::int as n from pg_stat_database where datname = current_database()';
  return withSession(databaseUrl, async (client) => (await client.query<{ n: number }>(sql)).rows[0]?.n ?? 0);
}
