import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runOnce } from '../deploy/local/programs/run-once.ts';
import type { Report } from '../platform/screen.ts';
import { allRounds, readResult, type Result } from './result.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

const git = (...args: string[]) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** The commit's hash; undefined when git knows none by that name. */
export function findCommit(name: string): string | undefined {
  try {
    return git('rev-parse', '--verify', '--end-of-options', `${name}^{commit}`);
  } catch {
    return undefined;
  }
}

export interface Against {
  readonly commit: string;
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly report: Report;
}

/**
 * Measures this checkout and one of another commit in turns, a round of each, so that a busy minute of the machine is in both.
 * The other commit must have a benchmark with these parts.
 */
export async function measureAgainst({ commit, parts, rounds, report }: Against): Promise<{ before: Result; after: Result }> {
  const name = commit.slice(0, 7);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const other = path.join(folder, 'checkout');
  const cleanUp = () => {
    rmSync(folder, { recursive: true, force: true });
    git('worktree', 'prune');
  };
  process.once('exit', cleanUp);
  try {
    git('worktree', 'add', '--detach', other, commit);
    report(`${name}: npm ci`);
    await runOnce('npm', ['ci', '--no-audit', '--no-fund'], { cwd: other });
    const found: { before: Result[]; after: Result[] } = { before: [], after: [] };
    for (let round = 1; round <= rounds; round += 1) {
      const measured = async (checkout: string, called: string) => {
        report(`round ${round} of ${rounds}: ${called}`);
        return oneRound(checkout, parts, path.join(folder, `${called}-${round}.json`));
      };
      const turns = [
        async () => found.before.push(await measured(other, name)),
        async () => found.after.push(await measured(ROOT, 'here')),
      ];
      // Who comes second in one round comes first in the next.
      for (const turn of round % 2 === 0 ? turns.toReversed() : turns) await turn();
    }
    return { before: allRounds(found.before), after: allRounds(found.after) };
  } finally {
    process.removeListener('exit', cleanUp);
    cleanUp();
  }
}

async function oneRound(checkout: string, parts: readonly string[], json: string): Promise<Result> {
  const args = ['bench/run.ts', '--only', parts.join(','), '--rounds', '1', '--json', json];
  const child = spawn(process.execPath, args, { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] });
  // Told to end, it stops its system first.
  const stop = () => void child.kill('SIGTERM');
  process.once('exit', stop);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.removeListener('exit', stop);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code ?? 'a signal'} in ${checkout}`);
  return readResult(json);
}
