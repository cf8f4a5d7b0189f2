// "From a customer to the line in the log" of docs/operating.md, typed as it stands there.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Order } from '../../domain/order.ts';
import { AbortPolling, poll } from '../../platform/poll.ts';
import { setting } from './api-client.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/operating.md'), 'utf8');
/** Programs that start, one after another, on a busy machine (ms). */
const WITHIN_MS = 120_000;

/** What is typed before the reader has chosen an order, and what after. */
function blocks(): { list: string; look: string } {
  const [, list, look] = /\n## From a customer to the line in the log\n+```sh\n([^]*?)^ID=….*\n([^]*?)^```/m.exec(PAGE) ?? [];
  if (list === undefined || look === undefined) throw new Error('docs/operating.md does not lead from a customer to the log');
  return { list, look };
}

/** For the system at hand: only where it is differs from the page. The `temporal` of the page is an alias, which a script has not. */
function typable(block: string, customerId: string): string {
  const here = block
    .replaceAll('http://127.0.0.1:8080', setting('TEST_API_URL'))
    .replaceAll('cust_1', customerId)
    .replace('cd .data/', `cd ${setting('TEST_DATA_DIR')}/`)
    .replace('cd ../..', `cd ${ROOT}`);
  return `temporal() { npm run --silent temporal -- "$@"; }\n${here}`;
}

/** The customer's orders, newest first. */
export async function ordersOf(customerId: string): Promise<readonly Order[]> {
  const { stdout } = await promisify(execFile)('bash', ['-euc', typable(blocks().list, customerId)], { cwd: ROOT });
  return (JSON.parse(stdout) as { orders: Order[] }).orders;
}

/** What the rest prints of one of them; its last command follows the stream, until `last` was seen and Ctrl-C ends it. */
export async function lookAt(orderId: string, customerId: string, last: RegExp): Promise<string> {
  const env = {
    ...process.env,
    ID: orderId,
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
  };
  const shell = spawn('bash', ['-euc', typable(blocks().look, customerId)], { cwd: ROOT, env, detached: true });
  const ended = once(shell, 'close');
  let printed = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  try {
    await poll({ what: `${last} is not printed`, withinMs: WITHIN_MS }, async () => {
      if (last.test(printed)) return;
      throw shell.exitCode === null ? new Error(printed) : new AbortPolling(`it ended with ${shell.exitCode}:\n${printed}`);
    });
  } finally {
    if (shell.exitCode === null && shell.pid !== undefined) process.kill(-shell.pid, 'SIGINT');
    await ended;
  }
  return printed;
}
