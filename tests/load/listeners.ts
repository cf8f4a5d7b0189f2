// What a listener costs: `npm run load:listeners`. Opens so many streams of all events on one API of a system of its own, and prints
// the API's memory and CPU time a listener, still and while orders go their way. Client and servers share the machine.
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMsOf } from '../../bench/cpu.ts';
import { residentMiB } from '../../bench/memory.ts';
import { openShop } from '../../bench/orders.ts';
import { submitOrder } from '../../bench/submit.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import { commandLine, optionsOf, positiveNumber } from '../../platform/command-line.ts';
import { eventually } from '../../platform/poll.ts';

const USAGE = `npm run load:listeners -- [--listeners 2000] [--orders 20]

  --listeners  how many streams are open at once
  --orders     how many orders they hear of`;

const { listeners, orders } = commandLine(USAGE, (args) => {
  const given = optionsOf(args, { listeners: { type: 'string', default: '2000' }, orders: { type: 'string', default: '20' } });
  return { listeners: positiveNumber('--listeners', given.listeners), orders: positiveNumber('--orders', given.orders) };
});
const EVENTS_AN_ORDER = 7;
/** Stands once in an event: its data is the last thing of it. */
const END_OF_EVENT = Buffer.from('}\n\n');
const STILL_MS = 20_000;
const AT_ONCE = 64;
const HEARD_WITHIN_MS = 300_000;

const limits = { API_MAX_STREAMS: String(listeners), API_MAX_STREAMS_PER_CALLER: String(listeners) };
const system = await startSystem({ ...limits, CARRIER_PICKUP_MS: '0', CARRIER_DELIVERY_MS: '0' });
try {
  const { sku } = await openShop(system);
  const { url } = system.config.api;
  const api = Number(readFileSync(path.join(system.dataDir, 'run', 'api.pid'), 'utf8'));
  await order(url, sku, 5);
  const before = await residentMiB(api);

  let heard = 0;
  const streams = await openAll(`${url}/events`, (count) => (heard += count));
  await delay(5000);
  const open = await residentMiB(api);
  const stillMs = await cpuDuring(api, () => delay(STILL_MS));

  const told = orders * EVENTS_AN_ORDER * listeners;
  const startedAt = performance.now();
  const busyMs = await cpuDuring(api, async () => {
    await order(url, sku, orders);
    await eventually(
      async () => heard,
      (count) => count >= told,
      HEARD_WITHIN_MS,
    );
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const busy = await residentMiB(api);
  for (const close of streams) close();

  const rows: [string, string][] = [
    ['listeners', String(listeners)],
    ['memory of the API before', `${before.toFixed(0)} MiB`],
    ['memory a listener, still', `${(((open - before) * 1024) / listeners).toFixed(1)} KiB`],
    ['memory a listener, after the events', `${(((busy - before) * 1024) / listeners).toFixed(1)} KiB`],
    ['CPU of the API while nothing happens', `${((stillMs / STILL_MS) * 100).toFixed(1)} % of a core`],
    ['events told', `${told} in ${seconds.toFixed(1)} s`],
    ['CPU of the API an event and listener, the orders included', `${((busyMs / told) * 1000).toFixed(1)} µs`],
  ];
  for (const [what, value] of rows) process.stdout.write(`${what.padEnd(60)} ${value}\n`);
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}

async function order(url: string, sku: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await submitOrder(url, sku);
}

/** Resolves when all are answered; the answers close them. No more at once than the API reads for. */
async function openAll(url: string, onEvents: (count: number) => void): Promise<(() => void)[]> {
  const agent = new Agent({ maxSockets: Infinity });
  const opened: (() => void)[] = [];
  while (opened.length < listeners) {
    const some = Array.from({ length: Math.min(AT_ONCE, listeners - opened.length) }, () => openOne(url, agent, onEvents));
    opened.push(...(await Promise.all(some)));
  }
  return opened;
}

async function openOne(url: string, agent: Agent, onEvents: (count: number) => void): Promise<() => void> {
  const request = get(url, { agent, headers: { accept: 'text/event-stream' } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`a stream was answered ${response.statusCode}`);
  let tail: Buffer = Buffer.alloc(0);
  response.on('data', (chunk: Buffer) => {
    const text = Buffer.concat([tail, chunk]);
    onEvents(countOf(text, END_OF_EVENT));
    // A chunk may end in the middle of the end.
    tail = text.subarray(Math.max(0, text.length - END_OF_EVENT.length + 1));
  });
  return () => void request.destroy();
}

async function cpuDuring(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = await cpuMsOf([pid]);
  await work();
  return (await cpuMsOf([pid])) - before;
}

function countOf(chunk: Buffer, wanted: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(wanted); at >= 0; at = chunk.indexOf(wanted, at + 1)) count += 1;
  return count;
}
