// Measures the system that `npm start` starts: `npm run bench [-- --help]`; results and how to read them: docs/performance.md.
import { existsSync } from 'node:fs';
import { commandLine, UsageError } from '../platform/command-line.ts';
import { findCommit, measureAgainst } from './against.ts';
import { type Arguments, parseArguments, USAGE } from './arguments.ts';
import { overBudget } from './budget.ts';
import { comparison } from './compare.ts';
import { writePage } from './page.ts';
import { PARTS } from './parts.ts';
import { type MeasuredSection, mergedResult, type Result, readResult, runOf, writeResult } from './result.ts';
import { tableOf } from './table.ts';

// Ending by ourselves is what ends the systems under test.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const say = (text: string) => void process.stdout.write(`${text}\n`);

const began = Date.now();
const report = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(0).padStart(6)} s  ${line}`);

await run(
  commandLine(USAGE, (args) => {
    const asked = parseArguments(args);
    return asked.against === undefined ? asked : { ...asked, against: commitNamed(asked.against) };
  }),
);
// What a stopped system's connections still hold must not keep a finished run from ending.
process.exit();

async function run(asked: Arguments): Promise<void> {
  if (asked.compare !== undefined) say(comparison(readResult(asked.compare), readResult(asked.json)));
  else if (asked.against === undefined) await measure(asked);
  else await measureBoth(asked, asked.against);
}

/** @throws UsageError */
function commitNamed(name: string): string {
  const commit = findCommit(name);
  if (commit === undefined) throw new UsageError(`--against ${name}: git knows no such commit; name one by its hash, a tag or a branch`);
  return commit;
}

async function measureBoth({ parts, rounds }: Arguments, commit: string): Promise<void> {
  const { before, after } = await measureAgainst({ commit, parts, rounds, report });
  say(`\n${comparison(before, after)}`);
}

async function measure({ parts, rounds, isQuick, json, page }: Arguments): Promise<void> {
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, '');
  const of = runOf({ command, rounds });
  const before = existsSync(json) ? readResult(json) : undefined;
  const sections: MeasuredSection[] = [];
  let result: Result | undefined;
  for (const name of parts) {
    report(`${name} …`);
    const section = await PARTS[name]({ rounds, isQuick, report });
    sections.push({ ...section, part: name });
    result = mergedResult(before, { ...of, sections });
    // What is measured is kept, whatever becomes of the parts that follow.
    writeResult(json, result);
    say(`\n${section.title}: ${section.how}\n\n${tableOf(section)}\n`);
  }
  if (page && result) await writePage(result);
  const grown = overBudget(sections);
  for (const line of grown) say(`over budget: ${line}`);
  // Beside another commit it is the ratio that is asked for.
  if (isQuick && grown.length > 0) process.exitCode = 1;
}
