// `npm run load:grpc`: CPU time of the API for an order over gRPC, beside that for one over HTTP. Both come to one system by turns, so
// that a busy minute of the machine is in both; the processes around the API are real ones.
import { randomUUID } from 'node:crypto';
import { cpuMsOf } from '../../bench/cpu.ts';
import { underLoad } from '../../bench/loops.ts';
import { openShop, untilAllAre } from '../../bench/orders.ts';
import { submitOrder } from '../../bench/submit.ts';
import { startBenchSystem } from '../../bench/system.ts';
import { median } from '../../bench/table.ts';
import { createOrdersClient } from '../../clients/grpc/orders-client.ts';
import { commandLine, wordsOf } from '../../platform/command-line.ts';

const USAGE = `npm run load:grpc

  Takes no options.`;
commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));

const LOAD = { count: 300, clients: 8 };
/** Until V8 has compiled both ways. */
const WARM_UP_ROUNDS = 3;
const ROUNDS = 7;
/** CreateOrder may cost so many times what POST /orders costs. */
const MOST = 1.1;

// No order gets to the carrier: its calls, which are over HTTP, would be in the API's time.
const system = await startBenchSystem({ HAND_OVER_DELAY_MINUTES: '60' });
const { api, grpc, database } = system.config;
const orders = createOrdersClient(`${grpc.host}:${grpc.port}`);
try {
  const { sku } = await openShop(system);
  const ways = {
    'POST /orders': async () => (await submitOrder(api.url, sku)).orderId,
    CreateOrder: async () => {
      const request = { customerId: 'cust_load', items: [{ sku, quantity: 1, priceCents: 100n }] };
      return (await orders.createOrder(request, { metadata: { 'idempotency-key': randomUUID() } })).message.id;
    },
  };
  const found = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
  for (let round = 1 - WARM_UP_ROUNDS; round <= ROUNDS; round++) {
    for (const [name, order] of Object.entries(ways)) {
      const ms = await cpuMsOfAnOrder(order);
      if (round > 0) found.get(name)?.push(ms);
    }
  }
  for (const [name, rounds] of found) line(`${name}: ${shown(median(rounds))} ms of CPU time (${rounds.map(shown).join(', ')})`);
  // The cheapest rounds: what else the machine does makes the same work dearer, never cheaper.
  const [overHttp = Number.NaN, overGrpc = Number.NaN] = [...found.values()].map((rounds) => Math.min(...rounds));
  const ratio = overGrpc / overHttp;
  line(`${ratio <= MOST ? 'ok    ' : 'BROKEN'} CreateOrder costs the API ${shown(ratio)} times as much, at most ${MOST}`);
  process.exitCode = ratio <= MOST ? 0 : 1;
} finally {
  orders.close();
  await system.stop();
}
// The connections over HTTP are kept open.
process.exit();

/** With all that the API does until the order waits for its hand-over. */
async function cpuMsOfAnOrder(order: () => Promise<string | undefined>): Promise<number> {
  const pid = system.pidOf('api');
  const before = await cpuMsOf([pid]);
  const ids: string[] = [];
  await underLoad(LOAD, async () => {
    const id = await order();
    if (id === undefined) throw new Error('an order was not accepted');
    ids.push(id);
  });
  await untilAllAre('CONFIRMED', ids, database.url);
  return ((await cpuMsOf([pid])) - before) / LOAD.count;
}

function line(text: string): void {
  process.stdout.write(`${text}\n`);
}

function shown(value: number): string {
  return value.toFixed(2);
}
