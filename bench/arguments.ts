import { optionsOf, UsageError } from '../platform/command-line.ts';
import { type Part, PART_NAMES } from './section.ts';

export interface Arguments {
  readonly parts: readonly Part[];
  readonly rounds: number;
  readonly isQuick: boolean;
  /** File of the result. */
  readonly json: string;
  readonly page: boolean;
  /** Another commit, to be measured as well. */
  readonly against?: string;
  /** File of an earlier result; nothing is measured. */
  readonly compare?: string;
}

export const USAGE = `npm run bench [-- options]

  --only a,b        of ${PART_NAMES.join(', ')}; without it all but memory, which takes half an hour, and
                    tracing and encryption, which are several systems side by side
  --rounds N        how often each figure is measured (5)
  --quick           small counts in one round, for CI; ends with 1 when a count per order has grown past bench/budget.json
  --json FILE       where the result is written (bench-result.json; that of --quick: bench-quick.json; that of --page:
                    docs/performance/result.json); parts that were not measured are kept, with their commit
  --page            writes docs/performance/results.md from the result, too
  --against COMMIT  measures another commit in a checkout of its own, too, round by round in turns, and prints the ratios to it
  --compare FILE    prints the ratios to an earlier result instead of measuring: --compare before.json --json after.json`;

const OPTIONS = {
  only: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  quick: { type: 'boolean', default: false },
  json: { type: 'string' },
  page: { type: 'boolean', default: false },
  against: { type: 'string' },
  compare: { type: 'string' },
} as const;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Arguments {
  const { only, rounds, quick: isQuick, ...rest } = optionsOf(args, OPTIONS);
  const parts = only === undefined ? USUAL : only.split(',').map(part);
  const { page, against, json = jsonOf(isQuick, page) } = rest;
  if (page && isQuick) throw new UsageError('--page --quick: what is measured quickly is not for the page');
  if (page && against !== undefined) throw new UsageError('--page --against: the ratios to another commit are printed, the page shows one');
  return { ...rest, json, parts, rounds: isQuick ? 1 : counted(rounds), isQuick };
}

/** The page's own is kept with it, so that what is not measured again stays on it. */
function jsonOf(isQuick: boolean, page: boolean): string {
  if (page) return 'docs/performance/result.json';
  return isQuick ? 'bench-quick.json' : 'bench-result.json';
}

/** The one takes half an hour, the others are several systems at once. */
const UNUSUAL: ReadonlySet<Part> = new Set(['memory', 'tracing', 'encryption']);
const USUAL = PART_NAMES.filter((name) => !UNUSUAL.has(name));

function part(name: string): Part {
  const found = PART_NAMES.find((known) => known === name.trim());
  if (found) return found;
  throw new UsageError(`--only ${name}: there are ${PART_NAMES.join(', ')}`);
}

function counted(rounds: string): number {
  if (/^[1-9]\d{0,3}$/.test(rounds)) return Number(rounds);
  throw new UsageError(`--rounds ${rounds} is no whole number above 0`);
}
