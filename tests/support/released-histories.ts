import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { inFolder, type Misfits, replayFiles } from './replay.ts';

const run = promisify(execFile);
const ROOT = path.resolve(import.meta.dirname, '../..');
const HISTORIES = 'tests/workflows/histories';

/** The tag of the newest release; undefined before the first. */
export async function lastRelease(): Promise<string | undefined> {
  const { stdout } = await run('git', ['tag', '--list', 'v[0-9]*', '--sort=-version:refname'], { cwd: ROOT });
  return stdout.split('\n', 1)[0] || undefined;
}

/** The histories that a revision held, replayed on the workflows of a bundle. */
export function replayRevision(
  revision: string,
  bundle: WorkflowBundleWithSourceMap,
): Promise<{ readonly names: readonly string[]; readonly misfits: Misfits }> {
  return inFolder(async (folder) => {
    const archive = path.join(folder, 'histories.tar');
    await run('git', ['archive', '--output', archive, revision, HISTORIES], { cwd: ROOT });
    await run('tar', ['-xf', archive, '-C', folder]);
    const saved = path.join(folder, HISTORIES);
    const names = (await readdir(saved, { recursive: true })).filter((name) => name.endsWith('.json'));
    const misfits = await replayFiles(new Map(names.map((name) => [path.join(saved, name), name.replace('.json', '')])), bundle);
    return { names, misfits };
  });
}
