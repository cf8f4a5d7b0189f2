// `npm run load:reads`: what of a read is PostgreSQL, beside the same API that has every order in its memory already.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { connectDatabase, type Database } from '../../adapters/postgres/database.ts';
import { createOrderReader } from '../../adapters/postgres/order-reader.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { cpuMsOf } from '../../bench/cpu.ts';
import { startPostgres } from '../../deploy/local/servers/postgres.ts';
import type { OrderReader } from '../../domain/ports/order-reader.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { freePort } from '../../platform/free-port.ts';
import { postgresSession } from '../../platform/postgres-session.ts';
import { deployMigrations } from '../../prisma/migrate.ts';
import { cause, order } from '../support/orders.ts';
import { serveApp } from '../unit/api/support/serve-app.ts';

const ORDERS = 200;
const ROUNDS = 5;
const READS = 1000;
const POOL = 8;
const KINDS = ['database', 'memory'] as const;

const USAGE = `npm run load:reads

  Takes no options.`;

// The APIs are this file again, forked with where the orders are and what they are read from.
if (process.send) {
  const [url = '', kind] = process.argv.slice(2);
  await serve(url, kind === 'memory');
} else {
  commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));
  await measure();
}

/** An API of its own, which tells its port, and how many statements it has sent whenever it is asked. */
async function serve(databaseUrl: string, fromMemory: boolean): Promise<void> {
  const db = connectDatabase({ session: postgresSession(databaseUrl), poolSize: POOL, name: 'api', connectWithinMs: 30_000 });
  await Promise.all(Array.from({ length: POOL }, () => db.ping()));
  let statements = 0;
  const rows: Database['rows'] = (sql, values) => ((statements += 1), db.rows(sql, values));
  const reader = createOrderReader({ ...db, rows });
  const app = await serveApp({ deadlineMs: 30_000, reader: fromMemory ? remembering(reader) : reader });
  process.on('message', () => process.send?.(statements));
  process.send?.(app.server.port);
}

/** The best that a cache could be: whatever was read once is there, and nothing is ever thrown out of it. */
function remembering(reader: OrderReader): OrderReader {
  const orders = new Map<string, ReturnType<OrderReader['find']>>();
  const pages = new Map<string, ReturnType<OrderReader['list']>>();
  return {
    ...reader,
    find: (id) => orders.get(id) ?? remember(orders, id, reader.find(id)),
    list: (filter) => pages.get(JSON.stringify(filter)) ?? remember(pages, JSON.stringify(filter), reader.list(filter)),
  };
}

function remember<T>(known: Map<string, T>, key: string, value: T): T {
  known.set(key, value);
  return value;
}

async function measure(): Promise<void> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-reads-'));
  const postgres = await startPostgres({ dataDir, port: await freePort() });
  const apis = new Map<(typeof KINDS)[number], ChildProcess>();
  try {
    await deployMigrations(postgres.url);
    const ids = await makeOrders(postgres.url);
    const server = Number(readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    for (const one of KINDS) apis.set(one, fork(import.meta.filename, [postgres.url, one]));
    const ports = new Map<string, number>();
    for (const [one, api] of apis) ports.set(one, await numberFrom(api));
    const lists = Array.from({ length: 20 }, (_, n) => `/orders?limit=20&customerId=cust_${n}`);
    const orders = ids.map((id) => `/orders/${id}`);
    for (const [what, paths, callers] of [
      ['GET /orders/{id}, one caller', orders, 1],
      ['GET /orders/{id}, eight callers', orders, 8],
      ['GET /orders of a customer, eight callers', lists, 8],
    ] as const) {
      const figures = new Map(KINDS.map((one) => [one, [] as Figures[]]));
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [one, api] of apis) {
          const measured = await figuresOf(api, server, () => readAll(ports.get(one) ?? 0, paths, callers));
          // The first round warms up.
          if (round > 0) figures.get(one)?.push(measured);
        }
      }
      for (const [one, rounds] of figures) process.stdout.write(`${what}, from the ${one}: ${textOf(rounds)}\n`);
    }
  } finally {
    for (const api of apis.values()) api.kill();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Of a read. */
interface Figures {
  readonly apiMs: number;
  readonly postgresMs: number;
  readonly statements: number;
  readonly tookMs: number;
}

async function figuresOf(api: ChildProcess, server: number, read: () => Promise<void>): Promise<Figures> {
  const counters = () => Promise.all([cpuMsOf([api.pid ?? 0]), cpuMsOf([server]), statementsOf(api)]);
  const before = await counters();
  const began = performance.now();
  await read();
  const tookMs = (performance.now() - began) / READS;
  const [apiMs = 0, postgresMs = 0, statements = 0] = (await counters()).map((now, index) => (now - (before[index] ?? 0)) / READS);
  return { apiMs, postgresMs, statements, tookMs };
}

function textOf(rounds: readonly Figures[]): string {
  const medianOf = (name: keyof Figures) => median(rounds.map((round) => round[name]));
  const cpu = `CPU time of the API ${medianOf('apiMs').toFixed(3)} ms, of PostgreSQL ${medianOf('postgresMs').toFixed(3)} ms`;
  return `${cpu}; ${medianOf('statements').toFixed(2)} statements; ${Math.round(1000 / medianOf('tookMs'))} reads/s`;
}

async function statementsOf(api: ChildProcess): Promise<number> {
  api.send('how many statements?');
  return numberFrom(api);
}

/** @throws when the API ends in place of telling it */
async function numberFrom(api: ChildProcess): Promise<number> {
  const told = new AbortController();
  const { signal } = told;
  const ended = once(api, 'exit', { signal }).then(() => Promise.reject(new Error('an API has ended')));
  try {
    const [number] = (await Promise.race([once(api, 'message', { signal }), ended])) as [number];
    return number;
  } finally {
    ended.catch(() => undefined);
    told.abort();
  }
}

async function makeOrders(databaseUrl: string): Promise<string[]> {
  const db = connectDatabase({ session: postgresSession(databaseUrl), poolSize: 4, name: 'load' });
  const orders = createOrderStore({ db, now: () => new Date() });
  const ids: string[] = [];
  for (let n = 0; n < ORDERS; n++) ids.push((await orders.create(order({ customerId: `cust_${n % 20}` }), cause)).id);
  await db.close();
  return ids;
}

async function readAll(port: number, paths: readonly string[], callers: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  let sent = 0;
  const call = async () => {
    while (sent < READS) await read(port, paths[sent++ % paths.length] ?? '', agent);
  };
  await Promise.all(Array.from({ length: callers }, call));
  agent.destroy();
}

function read(port: number, where: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path: where, agent }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`${where}: ${answer.statusCode}`));
      answer.resume().once('end', resolve);
    }).once('error', reject);
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
