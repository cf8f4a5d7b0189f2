import { UsageError } from '../../platform/command-line.ts';
import { SPARE, THIRTY } from '../scenarios/all-scenarios.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Need } from '../scenarios/world.ts';

/** One order of the demonstration. */
export interface Entry {
  /** From 1; spare scenarios that were asked for by name come after the thirty. */
  readonly number: number;
  readonly scenario: Scenario;
  /** Whose place it takes, because that one needs what is not here. */
  readonly insteadOf?: Scenario & { readonly needs: Need };
}

/** The thirty scenarios; where one needs what the system has not, a spare one takes its number. */
export function entriesFor(has: ReadonlySet<Need>): Entry[] {
  const spare = SPARE.values();
  return THIRTY.map((scenario, index): Entry => {
    const number = index + 1;
    const { needs } = scenario;
    if (needs === undefined || has.has(needs)) return { number, scenario };
    return { number, scenario: spare.next().value ?? scenario, insteadOf: { ...scenario, needs } };
  });
}

/**
 * Those that were asked for by number or name, or all.
 * @throws UsageError for what is no number and no name
 */
export function chosen(entries: readonly Entry[], asked: readonly string[]): readonly Entry[] {
  if (asked.length === 0) return entries;
  const spare = SPARE.map((scenario, index): Entry => ({ number: THIRTY.length + index + 1, scenario }));
  return asked.map((text) => {
    const isMeant = ({ number, scenario, insteadOf }: Entry) => [String(number), scenario.name, insteadOf?.name].includes(text);
    const entry = entries.find(isMeant) ?? spare.find(isMeant);
    if (!entry) throw new UsageError(`There is no order "${text}"; npm run demo:life -- --list names them.`);
    return entry;
  });
}
