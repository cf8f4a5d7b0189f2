import type { Result } from './result.ts';
import { markdownTable, median, ratioBeside, shown } from './table.ts';

/**
 * Figure by figure what changed between two results. Where a figure stands beside a floor of its own run, the ratio that counts
 * is that of both ratios: two runs never had the same machine.
 */
export function comparison(before: Result, after: Result): string {
  const rows = after.sections.flatMap((section) => {
    const earlier = before.sections.find(({ title }) => title === section.title);
    return section.figures.flatMap((figure) => {
      const old = earlier?.figures.find(({ name }) => name === figure.name);
      if (!old || !earlier) return [];
      const [was, is] = [median(old.rounds), median(figure.rounds)];
      const [wasBeside, isBeside] = [ratioBeside(old, earlier), ratioBeside(figure, section)];
      const besides = wasBeside !== undefined && isBeside !== undefined ? `${(isBeside / wasBeside).toFixed(2)} ×` : '';
      return [
        [section.title, figure.name, `${shown(was)} ${figure.unit}`, `${shown(is)} ${figure.unit}`, `${(is / was).toFixed(2)} ×`, besides],
      ];
    });
  });
  const head = ['', 'figure', before.commit, after.commit, 'after / before', `… each beside its own run's`];
  return markdownTable(head, rows);
}
