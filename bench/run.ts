// Measures the system that `npm start` starts: `npm run bench [-- --help]`; results and how to read them: docs/performance.md.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findCommit, measureAgainst } from './against.ts';
import { overBudget } from './budget.ts';
import { comparison } from './compare.ts';
import { writePage } from './page.ts';
import { PARTS, type Part } from './parts.ts';
import { mergedResult, readResult, resultOf, writeResult } from './result.ts';
import type { Section } from './section.ts';
import { tableOf } from './table.ts';

const USAGE = `npm run bench [-- options]

  --only a,b        of ${Object.keys(PARTS).join(', ')}; without it all but memory, which takes an hour
  --rounds N        how often each figure is measured (5)
  --quick           small counts in one round, for CI; ends with 1 when a count per order has grown past bench/budget.json
  --json FILE       where the result is written (bench-result.json); parts that were not measured are kept from the same commit
  --page            writes docs/performance.md and its charts from the result, too
  --against COMMIT  measures another commit in a checkout of its own, too, round by round in turns, and prints the ratios to it
  --compare FILE    prints the ratios to an earlier result instead of measuring: --compare before.json --json after.json`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string', default: 'bench-result.json' },
    page: { type: 'boolean', default: false },
    against: { type: 'string' },
    compare: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
// Ending by ourselves is what ends the systems under test.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const say = (text: string) => void process.stdout.write(`${text}\n`);

const began = Date.now();
const report = (line: string) => say(`${((Date.now() - began) / 1000).toFixed(0).padStart(6)} s  ${line}`);
const rounds = values.quick ? 1 : Number(values.rounds ?? 5);
const names = wanted(values.only);

if (values.help) say(USAGE);
else if (values.compare !== undefined) say(comparison(readResult(values.compare), readResult(values.json)));
else if (!names || !Number.isInteger(rounds) || rounds < 1) misused(USAGE);
else if (values.against === undefined) await measure(names);
else await measureBoth(names, values.against);
// What a stopped system's connections still hold must not keep a finished run from ending.
process.exit();

function misused(why: string): void {
  say(why);
  process.exitCode = 2;
}

async function measureBoth(parts: readonly Part[], other: string): Promise<void> {
  const commit = findCommit(other);
  if (commit === undefined) return misused(`git knows no commit ${other}: name one by its hash, a tag or a branch`);
  const { before, after } = await measureAgainst({ commit, parts, rounds, report });
  say(`\n${comparison(before, after)}`);
}

async function measure(parts: readonly Part[]): Promise<void> {
  const sections: Section[] = [];
  for (const name of parts) {
    report(`${name} …`);
    const section = await PARTS[name]({ rounds, isQuick: values.quick, report });
    sections.push(section);
    say(`\n${section.title}: ${section.how}\n\n${tableOf(section)}\n`);
  }
  const command = `npm run bench -- ${process.argv.slice(2).join(' ')}`.replace(/ -- $/, '');
  const before = existsSync(values.json) ? readResult(values.json) : undefined;
  const result = mergedResult(before, resultOf(sections, { command, rounds }));
  writeResult(values.json, result);
  if (values.page) await writePage(result);
  const grown = overBudget(sections);
  for (const line of grown) say(`over budget: ${line}`);
  if (grown.length > 0) process.exitCode = 1;
}

function wanted(only: string | undefined): Part[] | undefined {
  const all = Object.keys(PARTS) as Part[];
  if (only === undefined) return all.filter((name) => name !== 'memory' && !(values.quick && (name === 'workers' || name === 'growth')));
  const names = only.split(',');
  return names.every((name): name is Part => all.includes(name as Part)) ? names : undefined;
}
