import { isAccepted, type Try } from '../../bench/submit.ts';
import { percentile } from '../../bench/table.ts';

export const acceptedOf = (tries: readonly Try[]) => tries.filter(isAccepted);
export const shedOf = (tries: readonly Try[]) => tries.filter(({ status }) => status === 429 || status === 503);

/** How long the answers took that `share` of all took at most (ms). */
export const msOf = (tries: readonly Try[], share: number) =>
  percentile(
    tries.map(({ ms }) => ms),
    share,
  );

/** One line a status: how many, and how fast they were answered. */
export function table(tries: readonly Try[], seconds: number): string {
  const byStatus = [...Map.groupBy(tries, ({ status }) => status)].toSorted(([a], [b]) => a - b);
  const lines = byStatus.map(([status, those]) => row(status === 0 ? 'none' : String(status), those, seconds));
  return ['status     count       /s   p50 ms   p99 ms   max ms', ...lines, row('all', tries, seconds)].join('\n');
}

function row(name: string, tries: readonly Try[], seconds: number): string {
  const figures = [tries.length / seconds, msOf(tries, 0.5), msOf(tries, 0.99), msOf(tries, 1)];
  return [name.padEnd(6), String(tries.length).padStart(9), ...figures.map((figure) => figure.toFixed(0).padStart(8))].join(' ');
}
