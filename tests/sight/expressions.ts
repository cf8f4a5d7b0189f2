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

export function wantedByBoard({ title, rows }: Board): Wanted[] {
  return rows.flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.series.map(({ expr }) => ({ of: `${title} / ${panel.title}`, query: withInterval(expr) }))),
  );
}

/** Of an alert that does not fire there is nothing to see but what it looks at: each selector of each rule, once. */
export async function wantedByRules(prometheus: Prometheus): Promise<Wanted[]> {
  const wanted = new Map<string, string>();
  for (const { name, query } of await prometheus.rules())
    for (const selector of await prometheus.selectors(query)) {
      const text = withoutValues(selector);
      wanted.set(text, [...new Set([...(wanted.get(text)?.split(', ') ?? []), name])].join(', '));
    }
  return [...wanted].map(([query, of]) => ({ of, query }));
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
