// `npm run load:reads`: what of a read is PostgreSQL, beside the same API that has every order in its memory already.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { connectDatabase } from '../../adapters/postgres/database.ts';
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
const CALLERS = 8;
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

/** An API of its own, which tells its port. */
async function serve(databaseUrl: string, fromMemory: boolean): Promise<void> {
  const db = connectDatabase({ session: postgresSession(databaseUrl), poolSize: 8, name: 'api' });
  await Promise.all(Array.from({ length: CALLERS }, () => db.ping()));
  const reader = createOrderReader(db);
  const app = await serveApp({ deadlineMs: 30_000, reader: fromMemory ? remembering(reader) : reader });
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
    for (const [one, api] of apis) ports.set(one, ((await once(api, 'message')) as [number])[0]);
    const lists = Array.from({ length: 20 }, (_, n) => `/orders?limit=20&customerId=cust_${n}`);
    const asked = { 'GET /orders/{id}': ids.map((id) => `/orders/${id}`), 'GET /orders of a customer': lists };
    for (const [what, paths] of Object.entries(asked)) {
      const figures = new Map(KINDS.map((one) => [one, [] as { api: number; postgres: number }[]]));
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [one, api] of apis) {
          const cpuMs = () => Promise.all([cpuMsOf([api.pid ?? 0]), cpuMsOf([server])]);
          const [apiBefore, postgresBefore] = await cpuMs();
          await readAll(ports.get(one) ?? 0, paths);
          const [apiAfter, postgresAfter] = await cpuMs();
          // The first round warms up.
          if (round > 0)
            figures.get(one)?.push({ api: (apiAfter - apiBefore) / READS, postgres: (postgresAfter - postgresBefore) / READS });
        }
      }
      for (const [one, rounds] of figures) {
        const [api, database] = [median(rounds.map((each) => each.api)), median(rounds.map((each) => each.postgres))];
        process.stdout.write(`${what} from the ${one}: API ${api.toFixed(3)}, PostgreSQL ${database.toFixed(3)} ms of CPU time\n`);
      }
    }
  } finally {
    for (const api of apis.values()) api.kill();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
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

async function readAll(port: number, paths: readonly string[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  let sent = 0;
  const call = async () => {
    while (sent < READS) await read(port, paths[sent++ % paths.length] ?? '', agent);
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
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
