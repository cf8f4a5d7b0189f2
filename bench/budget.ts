import { readFileSync } from 'node:fs';
import type { Section } from './section.ts';
import { median } from './table.ts';

/** What one order may take, by the figure's name: counts that are the same on every machine, but for how often the API looks for a row. */
type Budget = Readonly<Record<string, number>>;

/** Figures that have grown past bench/budget.json, as sentences. Who makes an order cost more changes the budget with it. */
export function overBudget(
  sections: readonly Pick<Section, 'figures'>[],
  budget: Budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8')) as Budget,
): string[] {
  return sections
    .flatMap(({ figures }) => figures)
    .flatMap(({ name, rounds }) => {
      const [most, found] = [budget[name], median(rounds)];
      return most !== undefined && found > most ? [`${name}: ${found} an order, where bench/budget.json allows ${most}`] : [];
    });
}
