// Whether the API's memory grows with hostile requests: `npm run fuzz:memory`. Ends with 1 when it does.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { commandLine, wordsOf } from '../../platform/command-line.ts';
import { call, newSku, orderFor, submit } from '../support/api-client.ts';
import { startTestSystem } from '../support/system.ts';
import { atOnce } from './at-once.ts';
import { HOSTILE_BODIES, type Hostile } from './hostile-bodies.ts';
import { HOSTILE_HTTP } from './hostile-http.ts';
import { leastMemory } from './least-memory.ts';
import { sendRaw } from './raw-request.ts';

const USAGE = `npm run fuzz:memory

Exit code: 0 the memory stays as it was, 1 it grows.`;
commandLine(USAGE, (args) => wordsOf(args, { most: 0 }));

/** An ordinary day, after which the API has compiled and connected what it needs. */
const ORDERS = 400;
const ROUNDS = 50;
const MOST_GROWTH = 1.2;

const HOSTILE = [...HOSTILE_BODIES, ...HOSTILE_HTTP];

async function orderAndRead(sku: string): Promise<void> {
  const { body } = await submit(orderFor(sku));
  for (const page of [`/orders/${body.id}`, `/orders/${body.id}/events`, '/orders?limit=100', '/inventory']) await call('GET', page);
}

const system = await startTestSystem();
try {
  Object.assign(process.env, system.settings);
  const api = Number(readFileSync(path.join(system.dataDir, 'run/api.pid'), 'utf8'));
  const sku = await newSku(1_000_000);
  await atOnce(8, ORDERS, () => orderAndRead(sku));
  const before = await leastMemory(api);
  await atOnce(8, ROUNDS * HOSTILE.length, async (nth) => {
    const [, , , request] = HOSTILE[nth % HOSTILE.length] as Hostile;
    await sendRaw(request);
  });
  const after = await leastMemory(api);
  const inMiB = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  process.stdout.write(
    `${inMiB(before)} after ${ORDERS} orders, ${inMiB(after)} after ${ROUNDS} times ${HOSTILE.length} hostile requests.\n`,
  );
  process.exitCode = after > MOST_GROWTH * before ? 1 : 0;
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
