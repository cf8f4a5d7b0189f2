import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { runScript } from '../../deploy/local/scripting/run-script.ts';
import { HISTORIES, type History, historyText } from '../../tools/history-json.ts';
import { traced } from './traced-history.ts';

/** By a history's name why it does not fit the workflows of a bundle; those that fit are not among them. */
export type Misfits = ReadonlyMap<string, Misfit>;
interface Misfit {
  /** `DeterminismViolationError` where the workflow does something else. */
  readonly error: string;
  /** For whoever reads the failing test. */
  readonly text: string;
}

/** Replays saved histories, by their names. */
export function replaySaved(names: readonly string[], bundle: WorkflowBundleWithSourceMap): Promise<Misfits> {
  return replayFiles(new Map(names.map((name) => [fileURLToPath(new URL(`${name}.json`, HISTORIES)), name])), bundle);
}

/** The same, as if tracing had been on when they were saved. */
export function replayTraced(names: readonly string[], bundle: WorkflowBundleWithSourceMap): Promise<Misfits> {
  return inFolder(async (folder) => {
    const files = names.map(async (name) => {
      const file = path.join(folder, `${name}.json`);
      const saved = JSON.parse(await readFile(new URL(`${name}.json`, HISTORIES), 'utf8')) as Parameters<typeof traced>[0];
      await writeFile(file, JSON.stringify(traced(saved)));
      return [file, name] as const;
    });
    return replayFiles(new Map(await Promise.all(files)), bundle);
  });
}

/** The same for one that is not saved. */
export async function replayOne(history: History, bundle: WorkflowBundleWithSourceMap): Promise<Misfit | undefined> {
  return inFolder(async (folder) => {
    const file = path.join(folder, 'history.json');
    await writeFile(file, historyText(history));
    return (await replayFiles(new Map([[file, 'the history']]), bundle)).get('the history');
  });
}

/** The same of files, by their paths. */
export function replayFiles(names: ReadonlyMap<string, string>, bundle: WorkflowBundleWithSourceMap): Promise<Misfits> {
  return inFolder(async (folder) => {
    const bundleFile = path.join(folder, 'bundle.json');
    await writeFile(bundleFile, JSON.stringify(bundle));
    const { code, output, said } = await runScript('tests/support/replay-process.ts', [bundleFile, ...names.keys()], process.env);
    if (code !== 0) throw new Error(`the replays broke off:\n${said}`);
    const failures = JSON.parse(output) as Record<string, { name: string; message: string }>;
    return new Map(
      Object.entries(failures).map(([file, { name: error, message }]) => {
        const name = names.get(file) ?? file;
        return [name, { error, text: misfitText(name, message) }];
      }),
    );
  });
}

/** A folder that is there for as long as the work takes. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'replay-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What does not fit, out of all that the SDK's core says. */
export function misfitText(name: string, message: string): string {
  const [, what = message] = /\[TMPRL1100\] (.*?)", source:/s.exec(message) ?? [];
  return `${name} does not fit the workflows any more: ${what}. See docs/changing-workflows.md`;
}
