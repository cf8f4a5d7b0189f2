// Eleven faults in a running system that a Prometheus judges by our rules: `npm run faults [-- names]`; see docs/testing.md.
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openShop } from '../../bench/orders.ts';
import { connectTemporal } from '../../adapters/temporal/connection.ts';
import { ownProcesses } from '../../deploy/local/processes/own-processes.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import { commandLine, namesOf } from '../../platform/command-line.ts';
import { eventually, reasonOf } from '../../platform/poll.ts';
import { createScreen } from '../../platform/screen.ts';
import { createAuthority } from '../support/certificates.ts';
import { statusesOf } from '../support/pipelined.ts';
import { poolExhausted } from './cases/database.ts';
import { certificateEnds, flood } from './cases/doors.ts';
import { fullStream, outboxStuck, refusedEvents } from './cases/events.ts';
import { nobodyMoves } from './cases/orders.ts';
import { slowProvider } from './cases/partners.ts';
import { receiverGone } from './cases/webhooks.ts';
import { nondeterminism, workerAway } from './cases/workers.ts';
import { startPrometheus, type Alert } from './prometheus.ts';
import { firstCommand } from './runbook.ts';
import { again, submit, type FaultCase, type World } from './world.ts';

const CASES: Readonly<Record<string, FaultCase>> = {
  worker: workerAway,
  provider: slowProvider,
  outbox: outboxStuck,
  stream: fullStream,
  pool: poolExhausted,
  flood,
  certificate: certificateEnds,
  refused: refusedEvents,
  still: nobodyMoves,
  receiver: receiverGone,
  // At the end: other orders' tasks come to that worker as well, and the server tries those again only after minutes.
  nondeterminism,
};
const USAGE = `npm run faults -- [names]

Brings faults about, one after another, in a system of its own: ${Object.keys(CASES).join(', ')}; all without names.
Exit code: 0 each was in sight and out of it again, 1 one was not.`;
/** Of a busy machine, and of workers that are missed after 90 s. */
const SEEN_WITHIN_MS = 300_000;
const ORDERS_EVERY_MS = 500;
/** Room for the orders of an hour, and filled in a moment. */
const EVENTS_MAX_BYTES = 128 * 1024 ** 2;
const { line } = createScreen();
// The services are in groups of their own: ending by ourselves is what ends them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2));

const names = commandLine(USAGE, (args) => namesOf(args, Object.keys(CASES)));
const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-faults-'));
const authority = createAuthority(folder);
const tls = { certFile: path.join(folder, 'live.crt'), keyFile: path.join(folder, 'live.key') };
function certify(days: number): void {
  const { certFile, keyFile } = authority.issue('server', days);
  copyFileSync(certFile, tls.certFile);
  copyFileSync(keyFile, tls.keyFile);
}
certify(400);

const dataDir = path.join(folder, 'system');
mkdirSync(dataDir);
const system = await startSystem({
  DATA_DIR: dataDir,
  GRPC_TLS_CERT_FILE: tls.certFile,
  GRPC_TLS_KEY_FILE: tls.keyFile,
  RECONCILE_EVERY: '5',
  API_MAX_READS: '16',
  EVENTS_MAX_BYTES: String(EVENTS_MAX_BYTES),
  CARRIER_PICKUP_MS: '500',
  CARRIER_DELIVERY_MS: '500',
});
const prometheus = await startPrometheus(system);
const { client: temporal, close } = connectTemporal(system.config.temporal);
try {
  const { sku } = await openShop(system);
  const world: World = { system, prometheus, temporal, sku, certify };
  const stopOrders = again(() => submit(world), { pauseMs: ORDERS_EVERY_MS });
  let missed = await told('every page is read by Prometheus', () => pagesAreRead(world));
  missed += await told('10,000 paths that nobody knows are one series', () => scannedPathsAreOneSeries(world));
  for (const name of names) missed += await told(CASES[name]?.name ?? name, () => inSight(CASES[name] as FaultCase, world));
  await stopOrders();
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  await close();
  await prometheus.process.stop();
  await system.stop();
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
  else line(`Logs and data are in ${folder}`);
}
process.exit();

async function told(what: string, look: () => Promise<string>): Promise<0 | 1> {
  try {
    line(`ok      ${what}: ${await look()}`);
    return 0;
  } catch (error) {
    line(`MISSED  ${what}: ${reasonOf(error)}`);
    return 1;
  }
}

async function inSight({ alert, labels = {}, inject }: FaultCase, world: World): Promise<string> {
  const isIt = ({ state, labels: its }: Alert) =>
    state === 'firing' && its.alertname === alert && Object.entries(labels).every(([name, value]) => its[name] === value);
  const firing = async () => (await prometheus.alerts()).find(isIt);
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const { lift, shows } = await inject(world);
  let summary: string | undefined;
  try {
    summary = (await eventually(firing, (found) => found !== undefined, SEEN_WITHIN_MS, 500))?.annotations.summary;
    const said = await firstCommand(alert, system);
    if (!shows.test(said)) throw new Error(`the first command for ${alert} does not show ${shows}:\n${said}`);
  } finally {
    await lift();
  }
  const seenAfter = seconds();
  await eventually(firing, (found) => found === undefined, SEEN_WITHIN_MS, 500);
  return `${alert} after ${seenAfter} s, silent ${seconds() - seenAfter} s after its end\n        "${summary}"`;
}

async function pagesAreRead({ prometheus: { scrapeFaults, valueOf } }: World): Promise<string> {
  const processes = 'count(process_start_time_seconds{job="durable-orders"})';
  await eventually(
    () => valueOf(processes),
    (count) => count === ownProcesses(system.config).length,
  );
  const faults = await scrapeFaults();
  if (faults.length > 0) throw new Error(faults.join('\n'));
  return `${await valueOf('count({job="durable-orders"})')} series`;
}

async function scannedPathsAreOneSeries({ prometheus: { valueOf } }: World): Promise<string> {
  const series = 'count(http_request_duration_seconds_count{process="api",status="404"})';
  const requests = 'sum(http_request_duration_seconds_count{process="api",route="unmatched",status="404"})';
  const before = await valueOf(series);
  await statusesOf(system.config.api.port, 10_000, () => `/${randomUUID()}`);
  await eventually(
    () => valueOf(requests),
    (count) => count >= 10_000,
  );
  const more = (await valueOf(series)) - before;
  if (more > 1) throw new Error(`they made ${more} series`);
  return `${more} more`;
}
