// `npm run load:cancelled`: thousands of WatchOrders calls are opened and cancelled; whether the heap stays as it is, nobody is listened
// for any more, and the server ends at once. Client and server share the process.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { OpenStreams } from '../../api/open-streams.ts';
import type { OrdersClient } from '../../clients/grpc/orders-client.ts';
import { commandLine, optionsOf, positiveNumber } from '../../platform/command-line.ts';
import { eventually } from '../../platform/poll.ts';
import { NOW } from '../unit/api/support/fakes.ts';
import { serveGrpc } from '../unit/api/support/serve-grpc.ts';

const USAGE = `npm run load:cancelled -- [--calls 10000]

  --calls  how many are opened and cancelled`;
const calls = commandLine(USAGE, (args) => {
  const given = optionsOf(args, { calls: { type: 'string', default: '10000' } });
  return positiveNumber('--calls', given.calls);
});
const [ID, AT_ONCE, ROUNDS] = ['00000000-0000-4000-8000-000000000001', 20, 10];
/** Node resets no more than a thousand calls of a connection at once. */
const CALLS_A_CONNECTION = 500;
const DRAIN_MS = 10_000;
/** Of the heap, once it is warm: less than anything takes that is kept for a call. */
const MOST_BYTES_A_CALL = 150;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const api = await serveGrpc({ streams: new OpenStreams({ all: 10 * AT_ONCE, perCaller: 10 * AT_ONCE }, new AbortController().signal) });
const { system } = api;
const order = system.put({ id: ID });
system.history = () => [{ sequence: 1, type: 'orders.created', at: NOW, actor: 'api', why: '', order }];

async function openAndCancel(orders: OrdersClient): Promise<void> {
  const watch = orders.watchOrders();
  watch.add(ID);
  await watch[Symbol.asyncIterator]().next();
  watch.close();
}

/** @returns what of the heap is in use when all is still again (bytes) */
async function round(): Promise<number> {
  for (let done = 0; done < calls / ROUNDS; done += CALLS_A_CONNECTION) {
    const orders = api.connect();
    for (let n = 0; n < CALLS_A_CONNECTION; n += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, () => openAndCancel(orders)));
    orders.close();
  }
  await eventually(
    async () => system.feed.listeners.size,
    (listeners) => listeners === 0,
  );
  api.logLines.length = 0;
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const heaps: number[] = [];
for (let n = 1; n <= ROUNDS; n += 1) {
  heaps.push(await round());
  process.stdout.write(`${(n * calls) / ROUNDS} opened and cancelled: ${((heaps.at(-1) ?? 0) / 2 ** 20).toFixed(2)} MiB of heap\n`);
}
const [, , warm = 0] = heaps;
const bytesACall = ((heaps.at(-1) ?? 0) - warm) / (calls * ((ROUNDS - 3) / ROUNDS));
const began = performance.now();
await api.server.drain(DRAIN_MS);
const drainMs = performance.now() - began;
process.stdout.write(`${bytesACall.toFixed(0)} bytes are left of a call; the server ended within ${drainMs.toFixed(0)} ms\n`);
await api.close();
process.exitCode = bytesACall < MOST_BYTES_A_CALL && drainMs < DRAIN_MS ? 0 : 1;
