// The operators' console that the API serves: built at the first start, and when its sources have changed.
import path from 'node:path';
import { reasonOf } from '../../platform/poll.ts';
import { seconds } from '../../platform/screen.ts';
import { runOnce } from './programs/run-once.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

/** Resolves whatever comes of it: orders are taken without it, too. */
export async function buildConsole(report: (line: string) => void, signal: AbortSignal): Promise<void> {
  const began = Date.now();
  try {
    await runOnce(process.execPath, ['console/build.ts'], { cwd: root, signal });
    report(`  ${'console'.padEnd(14)} built after ${seconds(began)}`);
  } catch (error) {
    if (!signal.aborted) report(`  The console could not be built, and is left out: ${reasonOf(error)}`);
  }
}
