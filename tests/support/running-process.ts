import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../../platform/poll.ts';
import { setting } from './api-client.ts';

/** Of a process of the system that the settings name. @throws while it is not running */
export function pidOf(service: string): number {
  return Number.parseInt(readFileSync(path.join(setting('TEST_DATA_DIR'), 'run', `${service}.pid`), 'utf8'), 10);
}

/** Ends it; resolves when there is another one in its place. */
export async function restart(service: string, signal: NodeJS.Signals): Promise<void> {
  const before = pidOf(service);
  process.kill(before, signal);
  const pid = async () => {
    try {
      return pidOf(service);
    } catch {
      return before;
    }
  };
  await eventually(pid, (now) => now !== before);
}
