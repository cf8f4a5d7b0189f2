// `npm start -- --watch`: a file is saved, and the processes that load it are started again.
import { watch as watchFolder } from 'node:fs';
import path from 'node:path';
import { reasonOf } from '../../../platform/poll.ts';
import { filesReachedFrom } from './import-graph.ts';
import type { Report } from '../../../platform/screen.ts';

export type WatchedProcess = { name: string; entries: readonly string[] };

export type WatchOptions = {
  /** Where `entries` begin. */
  root: string;
  processes: readonly WatchedProcess[];
  /** Called for each process that loads a file which changed. */
  restart: (name: string, why: string) => void;
  report: Report;
  signal: AbortSignal;
};

/** An editor saves in several steps, and a branch is checked out file by file (ms). */
const QUIET_MS = 200;

/** Watches the sources until the signal. What a process loads is looked up at each change, so that a new import counts at once. */
export function watchSources({ root, processes, restart, report, signal }: WatchOptions): void {
  const reachedBy = (): Map<string, Set<string>> =>
    new Map(processes.map(({ name, entries }) => [name, filesReachedFrom(entries.map((entry) => path.join(root, entry)))]));
  let before = reachedBy();
  const changed = new Set<string>();

  const act = () => {
    const now = reachedBy();
    for (const { name } of processes) {
      const files = [...changed].filter((file) => now.get(name)?.has(file) || before.get(name)?.has(file)).toSorted();
      if (files.length > 0) restart(name, describe(files.map((file) => path.relative(root, file))));
    }
    changed.clear();
    before = now;
  };

  let quiet: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(quiet));
  for (const folder of foldersOf(root, before)) {
    const watcher = watchFolder(folder, { recursive: true, signal }, (_event, file) => {
      if (file === null) return;
      changed.add(path.join(folder, file));
      clearTimeout(quiet);
      quiet = setTimeout(act, QUIET_MS);
    });
    watcher.on('error', (error) => report(`${path.relative(root, folder)} is not watched any more: ${reasonOf(error)}`));
  }
}

/** The folders below the root in which something is loaded. */
function foldersOf(root: string, reached: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const files = [...reached.values()].flatMap((each) => [...each]);
  return new Set(files.map((file) => path.join(root, path.relative(root, file).split(path.sep)[0] ?? '')));
}

function describe([first = '', ...others]: string[]): string {
  return others.length === 0 ? `${first} changed` : `${first} and ${others.length} other file(s) changed`;
}
