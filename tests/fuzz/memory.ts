// Whether the API's memory grows with hostile requests: node tests/fuzz/memory.ts. Ends with 1 when it does.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startSystem } from '../support/system.ts';
import { atOnce } from './at-once.ts';
import { HOSTILE_BODIES, type Hostile } from './hostile-bodies.ts';
import { HOSTILE_HTTP } from './hostile-http.ts';
import { leastMemory } from './least-memory.ts';
import { sendRaw } from './raw-request.ts';

/** Until V8 and malloc have taken what this load needs: from there on, what grows is held. */
const WARM_UP = 15;
const ROUNDS = 50;
const MOST_GROWTH = 1.2;

const HOSTILE = [...HOSTILE_BODIES, ...HOSTILE_HTTP];

async function sendAll(times: number): Promise<void> {
  const requests = Array.from({ length: times }, () => HOSTILE).flat();
  await atOnce(8, requests.length, async (nth) => {
    const [, , , request] = requests[nth] as Hostile;
    await sendRaw(request);
  });
}

const system = await startSystem();
try {
  Object.assign(process.env, system.settings);
  const api = Number(readFileSync(path.join(system.dataDir, 'run/api.pid'), 'utf8'));
  await sendAll(WARM_UP);
  const before = await leastMemory(api);
  await sendAll(ROUNDS);
  const after = await leastMemory(api);
  const inMiB = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  process.stdout.write(`${inMiB(before)} after ${WARM_UP} rounds of ${HOSTILE.length} requests, ${inMiB(after)} after ${ROUNDS} more.\n`);
  process.exitCode = after > MOST_GROWTH * before ? 1 : 0;
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}
