import type { Figure, Section } from './section.ts';

/** The middle one of those that there are; between the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? Number.NaN)) / 2;
}

/** The value that `share` of all are at or below; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The median of the ratios of each round, so that a busy moment counts on both sides. */
export function ratioBeside(figure: Figure, { figures }: Pick<Section, 'figures'>): number | undefined {
  const other = figures.find(({ name }) => name === figure.beside);
  return other && median(figure.rounds.map((value, round) => value / (other.rounds[round] ?? Number.NaN)));
}

/** For the terminal and for Markdown alike. */
export function tableOf(section: Section): string {
  const rows = section.figures.map((figure) => {
    const ratio = ratioBeside(figure, section);
    const [low, high] = [Math.min(...figure.rounds), Math.max(...figure.rounds)];
    const spread = low === high ? '' : `${shown(low)} – ${shown(high)}`;
    return [
      figure.name,
      shown(median(figure.rounds)),
      figure.unit,
      spread,
      ratio === undefined ? '' : `${ratio.toFixed(2)} × ${figure.beside}`,
    ];
  });
  return markdownTable(['', 'median', 'unit', 'all rounds', 'ratio'], rows);
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}

export function shown(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
}
