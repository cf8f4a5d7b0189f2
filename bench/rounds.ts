import type { BenchOptions, Figure } from './section.ts';
import { shown } from './table.ts';

export type Quantity = Omit<Figure, 'rounds'>;
export type Rounds = ReturnType<typeof inRounds>;

/** Everything is measured once in each round, one after another, so that a busy minute of the machine is in all of it. */
export function inRounds({ rounds, report }: Pick<BenchOptions, 'rounds' | 'report'>, title: string) {
  const found = new Map<string, Quantity & { readonly rounds: number[] }>();
  return {
    /** What one round found. */
    add(quantity: Quantity, value: number): void {
      const figure = found.get(quantity.name) ?? { ...quantity, rounds: [] };
      figure.rounds.push(value);
      found.set(quantity.name, figure);
    },

    async each(round: () => Promise<void>): Promise<void> {
      for (let number = 1; number <= rounds; number += 1) {
        const before = new Map([...found].map(([name, figure]) => [name, figure.rounds.length]));
        await round();
        const added = [...found.values()].filter((figure) => figure.rounds.length > (before.get(figure.name) ?? 0));
        const told = added.map((figure) => `${figure.name} ${shown(figure.rounds.at(-1) ?? Number.NaN)}`);
        report(`${title}, round ${number} of ${rounds}${told.length <= 6 ? `: ${told.join(', ')}` : ''}`);
      }
    },

    /** What was noted so far was for warming up. */
    forget: () => found.clear(),

    figures: (): Figure[] => [...found.values()],
  };
}
