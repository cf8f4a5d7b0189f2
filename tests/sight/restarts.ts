import { readFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf, type Identity } from '../../deploy/local/processes/process-identity.ts';
import { poll } from '../../platform/poll.ts';

const UP_AGAIN_WITHIN_MS = 120_000;

/** By its pid file. @throws when nothing of that name runs */
export function processOf(dataDir: string, service: string): Identity {
  const identity = identityOf(Number.parseInt(readFileSync(path.join(dataDir, 'run', `${service}.pid`), 'utf8'), 10));
  if (identity === undefined) throw new Error(`no ${service} runs`);
  return identity;
}

/** Kills a service, and waits until `npm start` has another in its place that `answers`. */
export async function killAndWait(dataDir: string, service: string, answers: () => Promise<unknown>): Promise<void> {
  const { pid: before } = processOf(dataDir, service);
  process.kill(before, 'SIGKILL');
  await poll({ what: `${service} is not up again`, withinMs: UP_AGAIN_WITHIN_MS }, async () => {
    if (processOf(dataDir, service).pid === before) throw new Error('its pid file names the one that was killed');
    await answers();
  });
}
