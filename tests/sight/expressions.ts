// Every expression that somebody will look at, and whether a real Prometheus has something for it.
import { poll } from '../../platform/poll.ts';
import type { Board } from '../../tools/boards/board.ts';
import { withInterval } from '../../tools/sight/draw-board.ts';
import { type Prometheus, type Selector, textOf } from '../../tools/sight/prometheus.ts';

/** Orders of every kind take a busy machine minutes (ms). */
const SHOWN_WITHIN_MS = 6 * 60_000;
const LOOK_EVERY_MS = 5000;

/** One query that has to have an answer. */
export interface Wanted {
  readonly of: string;
  readonly query: string;
}

/** The whole expression of each panel, and each selector in it: `or vector(0)` would hide one that finds nothing. */
export async function wantedByBoard({ title, rows }: Board, prometheus: Prometheus): Promise<Wanted[]> {
  const expressions = rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.series.map(({ expr }) => ({ of: `${title} / ${panel.title}`, query: withInterval(expr) }))),
  );
  return [...expressions, ...(await selectorsOf(expressions, prometheus))];
}

/** Of an alert that does not fire there is nothing to see but what it looks at. */
export async function wantedByRules(prometheus: Prometheus): Promise<Wanted[]> {
  return selectorsOf(
    (await prometheus.rules()).map(({ name, query }) => ({ of: name, query })),
    prometheus,
  );
}

/** What this load does not bring about: a certificate, and a workflow that cannot go on. */
const ELSEWHERE: ReadonlySet<string> = new Set(['certificate_expiry_timestamp_seconds', 'temporal_workflow_task_execution_failed_total']);

/** Each once, with the names of all that use it. */
async function selectorsOf(expressions: readonly Wanted[], prometheus: Prometheus): Promise<Wanted[]> {
  const users = new Map<string, Set<string>>();
  for (const { of, query } of expressions)
    for (const selector of await prometheus.selectors(query)) {
      if (ELSEWHERE.has(selector.name)) continue;
      const text = withoutValues(selector);
      users.set(text, (users.get(text) ?? new Set()).add(of));
    }
  return [...users].map(([query, of]) => ({ of: [...of].join(', '), query }));
}

/** A system that is well has no failures to count: of what an alert looks for, the metric has to be there with the labels that are named. */
function withoutValues({ name, matchers, ...rest }: Selector): string {
  return textOf({
    ...rest,
    name,
    matchers: matchers.map((matcher) => (matcher.name === '__name__' ? matcher : { ...matcher, type: '!=', value: '' })),
  });
}

/** Resolves when each has been seen with a value. @throws with those that never were */
export async function showsEach(prometheus: Prometheus, wanted: readonly Wanted[]): Promise<void> {
  let missing = wanted;
  await poll({ what: 'without series', withinMs: SHOWN_WITHIN_MS, everyMs: LOOK_EVERY_MS }, async () => {
    missing = await without(prometheus, missing);
    if (missing.length > 0) throw new Error(missing.map(({ of, query }) => `\n         ${of}: ${query}`).join(''));
  });
}

/** A number that is none (of a rate of nothing) is no value. */
async function without(prometheus: Prometheus, wanted: readonly Wanted[]): Promise<Wanted[]> {
  const missing = await Promise.all(
    wanted.map(async (each) => {
      const samples = await prometheus.now(each.query);
      return samples.some(({ value: [, value] }) => value !== 'NaN') ? [] : [each];
    }),
  );
  return missing.flat();
}
