import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { execFileSync } from 'node:child_process';
import { type Figure, type Part, PART_NAMES, type Section } from './section.ts';

/** What, how and where was measured. */
export interface Run {
  /** RFC 3339. */
  readonly at: string;
  /** Of what was measured; with a plus where files were changed. */
  readonly commit: string;
  readonly machine: string;
  /** As it was called, to be called again. */
  readonly command: string;
  readonly rounds: number;
}

/** What a run of the benchmark leaves behind, as JSON, with what earlier runs found of other parts. */
export interface Result extends Run {
  readonly sections: readonly MeasuredSection[];
}

export interface MeasuredSection extends Section {
  readonly part: Part;
  /** Of a section that is not of the result's own run. */
  readonly earlier?: Run;
}

/** To be asked before anything is measured: who goes on working meanwhile changes what git says. */
export function runOf({ command, rounds }: Pick<Run, 'command' | 'rounds'>): Run {
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  const machine = `${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${memory}, ${os.type()}, Node ${process.versions.node}`;
  return { at: new Date().toISOString(), commit: commit(), machine, command, rounds };
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : '+'}`;
  } catch {
    return 'unknown';
  }
}

/** What was not found in a round, NaN, comes back as null; `median` looks at neither. */
export function readResult(file: string): Result {
  return JSON.parse(readFileSync(file, 'utf8')) as Result;
}

export function writeResult(file: string, result: Result): void {
  writeFileSync(file, `${JSON.stringify(result, null, 1)}\n`);
}

/** What was measured again takes the place of what earlier runs found; the rest stays, with the run that it is of. */
export function mergedResult(before: Result | undefined, after: Result): Result {
  if (!before) return after;
  const { sections: kept, ...earlier } = before;
  const again = new Set(after.sections.map(({ part }) => part));
  const sections = [...kept.filter(({ part }) => !again.has(part)).map((section) => ({ earlier, ...section })), ...after.sections];
  return { ...after, sections: sections.toSorted((a, b) => PART_NAMES.indexOf(a.part) - PART_NAMES.indexOf(b.part)) };
}

/** Runs of the same parts, one after another, as the rounds of a single one. */
export function allRounds(runs: readonly Result[]): Result {
  const last = runs.at(-1);
  if (!last) throw new Error('no run, no result');
  const roundsOf = (title: string, figure: Figure) =>
    runs.flatMap(
      ({ sections }) => sections.find((section) => section.title === title)?.figures.find(({ name }) => name === figure.name)?.rounds ?? [],
    );
  const sections = last.sections.map((section) => ({
    ...section,
    figures: section.figures.map((figure) => ({ ...figure, rounds: roundsOf(section.title, figure) })),
  }));
  return { ...last, rounds: runs.length, sections };
}
