import type { Try } from './shop.ts';

/** The value that `share` of all are at or below; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const isAccepted = ({ status }: Try) => status === 201 || status === 202;
export const isShed = ({ status }: Try) => status === 429 || status === 503;

/** One line a status: how many, and how fast they were answered. */
export function table(tries: readonly Try[], seconds: number): string {
  const byStatus = [...Map.groupBy(tries, ({ status }) => status)].toSorted(([a], [b]) => a - b);
  const lines = byStatus.map(([status, those]) => row(status === 0 ? 'none' : String(status), those, seconds));
  return ['status     count       /s   p50 ms   p99 ms   max ms', ...lines, row('all', tries, seconds)].join('\n');
}

function row(name: string, tries: readonly Try[], seconds: number): string {
  const latencies = tries.map(({ ms }) => ms);
  const figures = [tries.length / seconds, percentile(latencies, 0.5), percentile(latencies, 0.99), percentile(latencies, 1)];
  return [name.padEnd(6), String(tries.length).padStart(9), ...figures.map((figure) => figure.toFixed(0).padStart(8))].join(' ');
}
