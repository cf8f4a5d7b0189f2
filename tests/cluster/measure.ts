import type { Report } from '../../platform/screen.ts';
import type { Fared } from './orders.ts';

/** Does something, and remembers how long it took and how orders fared meanwhile. */
export type Measure = <T>(what: string, work: () => Promise<T>) => Promise<T>;

interface Row {
  readonly what: string;
  readonly seconds: number;
  readonly fared: Fared | undefined;
}

export function createMeasure(report: Report): { readonly measure: Measure; table(): readonly string[] } {
  const rows: Row[] = [];
  return {
    async measure(what, work) {
      const began = Date.now();
      const result = await work();
      const row = { what, seconds: (Date.now() - began) / 1000, fared: isFared(result) ? result : undefined };
      rows.push(row);
      report(`${row.seconds.toFixed(1).padStart(7)} s  ${what}${row.fared === undefined ? '' : `  ${textOf(row.fared)}`}`);
      return result;
    },
    /** In Markdown. */
    table: () => [
      '| what was done | took | orders meanwhile | longest wait for an answer |',
      '| --- | ---: | ---: | ---: |',
      ...rows.map(({ what, seconds, fared }) => {
        const orders = fared === undefined ? ' | ' : `${fared.orders} | ${(fared.longestMs / 1000).toFixed(1)} s`;
        return `| ${what} | ${seconds.toFixed(1)} s | ${orders} |`;
      }),
    ],
  };
}

function isFared(result: unknown): result is Fared {
  return typeof result === 'object' && result !== null && 'longestMs' in result;
}

function textOf({ orders, longestMs }: Fared): string {
  return `${orders} orders, all completed; the longest wait for an answer ${(longestMs / 1000).toFixed(1)} s`;
}
