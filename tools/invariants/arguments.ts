import { optionsOf, UsageError } from '../../platform/command-line.ts';
import { type Source, SOURCES } from './check.ts';

export interface Arguments {
  readonly since: Date | null;
  readonly settleMs: number;
  readonly json: boolean;
  readonly allowMissing: readonly Source[];
}

export const USAGE = `npm run check:invariants -- [--since <instant or duration>] [--settle <duration>] [--allow-missing <sources>] [--json]

  --since          only orders created since: 2026-01-31T12:00:00Z, or 30m, 2h, 7d ago
  --settle         how long what was just changed may take to settle (default 10s; 0s looks once)
  --allow-missing  sources whose absence is no failure: ${SOURCES.join(', ')}, separated by commas
  --json           one JSON document instead of lines

Exit code: 0 all hold, 1 something is violated, 2 something could not be looked at.`;

const OPTIONS = {
  since: { type: 'string' },
  settle: { type: 'string', default: '10s' },
  'allow-missing': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function parseArguments(args: readonly string[], now = new Date()): Arguments {
  const values = optionsOf(args, OPTIONS);
  return {
    since: values.since === undefined ? null : instant(values.since, now),
    settleMs: durationMs(values.settle) ?? refuse(`--settle ${values.settle} is no duration such as 10s`),
    json: values.json,
    allowMissing: (values['allow-missing'] ?? '').split(',').filter(Boolean).map(source),
  };
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function durationMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  return amount === undefined || unitMs === undefined ? undefined : Number(amount) * unitMs;
}

function instant(text: string, now: Date): Date {
  const ago = durationMs(text);
  if (ago !== undefined) return new Date(now.getTime() - ago);
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? refuse(`--since ${text} is neither an ISO 8601 instant nor a duration such as 2h`) : new Date(at);
}

function source(name: string): Source {
  return SOURCES.find((known) => known === name.trim()) ?? refuse(`--allow-missing ${name}: there are ${SOURCES.join(', ')}`);
}

function refuse(why: string): never {
  throw new UsageError(why);
}
