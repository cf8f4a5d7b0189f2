// What happens past the capacity: `node tests/load/overload.ts --seconds 60`. Starts a system of its own, prints what it measured and
// which promises were kept, and ends with 1 when one was not. Client and servers share the machine: the figures are of both.
import { rmSync } from 'node:fs';
import type { Try } from '../../bench/submit.ts';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { startSystem } from '../../deploy/local/scripting/start-system.ts';
import { commandLine, optionsOf, positiveNumber } from '../../platform/command-line.ts';
import { acceptedOf, msOf, shedOf, table } from './figures.ts';
import { flood, type Flood } from './flood.ts';

const USAGE = `npm run load -- [--seconds 60] [--times 3] [--clients 32]

  --seconds  how long the flood lasts
  --times    how many times the capacity is sent
  --clients  how many callers the capacity is measured with`;

const OPTIONS = {
  seconds: { type: 'string', default: '60' },
  times: { type: 'string', default: '3' },
  clients: { type: 'string', default: '32' },
} as const;

const { seconds, times, clients } = commandLine(USAGE, (args) => {
  const given = optionsOf(args, OPTIONS);
  return {
    seconds: positiveNumber('--seconds', given.seconds),
    times: positiveNumber('--times', given.times),
    clients: positiveNumber('--clients', given.clients),
  };
});
/** The deadline of a request, and what a machine with all cores busy takes to tell of it (ms). */
const LONGEST_ANSWER_MS = 6000;
/** What is refused has to cost nearly nothing (ms). */
const LONGEST_REFUSAL_MS = 1000;

const system = await startSystem({ CARRIER_PICKUP_MS: '1500', CARRIER_DELIVERY_MS: '500' });
try {
  const done = await flood(system, { seconds, times, clients });
  process.stdout.write(report(done));
  const promises = [...promisesOf(done), await booksBalance()];
  for (const [what, kept] of promises) process.stdout.write(`${kept ? 'ok    ' : 'BROKEN'} ${what}\n`);
  process.exitCode = promises.every(([, kept]) => kept) ? 0 : 1;
} finally {
  await system.stop();
  rmSync(system.dataDir, { recursive: true, force: true });
}

function report({ closed, open, before, after, backlogMs }: Flood): string {
  return `
Capacity: ${closed.perSecond.toFixed(0)} orders/s, from ${clients} clients that each wait for their answer, for ${closed.seconds} s
${table(closed.tries, closed.seconds)}

${times} times that for ${open.seconds} s: ${open.rate} orders/s, sent whatever comes back
${table(open.tries, open.seconds)}

Every accepted order was complete ${(backlogMs / 1000).toFixed(0)} s later. A normal order (p50): ${before.toFixed(0)} ms before, ${after.toFixed(0)} ms after.

`;
}

function promisesOf({ open: { tries }, before, after }: Flood): [what: string, kept: boolean][] {
  const [accepted, shed] = [acceptedOf(tries), shedOf(tries)];
  const p99 = (those: readonly Try[]) => msOf(those, 0.99);
  return [
    ['every request is answered: 201, 202, 429 or 503', accepted.length + shed.length === tries.length],
    ['some are shed, and told when to come back', shed.length > 0 && shed.every(({ retryAfterMs }) => retryAfterMs > 0)],
    [`99 % of all within ${LONGEST_ANSWER_MS} ms`, p99(tries) <= LONGEST_ANSWER_MS],
    [`99 % of the 429 within ${LONGEST_REFUSAL_MS} ms`, p99(tries.filter(({ status }) => status === 429)) <= LONGEST_REFUSAL_MS],
    ['a normal order then takes less than three times as long as before', after < 3 * before],
  ];
}

async function booksBalance(): Promise<[what: string, kept: boolean]> {
  const { code, said } = await runScript('tools/check-invariants.ts', [], system.env);
  return [code === 0 ? 'check:invariants finds nothing' : `check:invariants:\n${said}`, code === 0];
}
