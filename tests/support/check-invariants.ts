import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setting } from './api-client.ts';

/** Runs `npm run check:invariants` against the system that the settings name; its output, all that it says, and the code it ends with. */
export async function checkInvariants(...args: string[]): Promise<{ code: number | null; output: string; said: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
    NODE_OPTIONS: '',
  };
  const check = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../tools/check-invariants.ts'), ...args], { env });
  let [output, said] = ['', ''];
  check.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (const stream of [check.stdout, check.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(check, 'close')) as [number | null];
  return { code, output, said };
}
