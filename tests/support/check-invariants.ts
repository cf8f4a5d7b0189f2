import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setting } from './api-client.ts';

/** Runs `npm run check:invariants` against the system that the settings name; what it says, and the code it ends with. */
export async function checkInvariants(): Promise<{ code: number | null; said: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: setting('TEST_DATABASE_URL'),
    TEMPORAL_ADDRESS: setting('TEST_TEMPORAL_ADDRESS'),
    NATS_URL: setting('TEST_NATS_URL'),
    NODE_OPTIONS: '',
  };
  const check = spawn(process.execPath, [path.resolve(import.meta.dirname, '../../tools/check-invariants.ts')], { env });
  let said = '';
  for (const stream of [check.stdout, check.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(check, 'close')) as [number | null];
  return { code, said };
}
