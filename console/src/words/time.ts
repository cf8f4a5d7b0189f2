const MINUTE_MS = 60_000;
const UNITS = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
] as const;

/** The first one of a page takes as long as fifty rows of a list: it is made when somebody wants to see a moment. */
let moment: Intl.DateTimeFormat | undefined;
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });

/** In the viewer's zone. */
export function at(iso: string): string {
  moment ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  return moment.format(new Date(iso));
}

/** Its name, such as `Central European Standard Time`, as a date says it by itself. */
export const zoneName = /\((.+)\)/.exec(new Date().toString())?.[1] ?? 'your own zone';

/** `3 hours ago`, `in 2 minutes`. */
export function ago(iso: string, now = Date.now()): string {
  const ms = Date.parse(iso) - now;
  for (const [unit, size] of UNITS) if (Math.abs(ms) >= size) return relative.format(Math.trunc(ms / size), unit);
  return ms > 0 ? 'within a minute' : 'just now';
}

/** `3 hours`, of what began then. */
export function lasting(iso: string, now = Date.now()): string {
  const ms = Math.max(0, now - Date.parse(iso));
  for (const [unit, size] of UNITS) {
    const count = Math.trunc(ms / size);
    if (count >= 1) return plural(count, unit);
  }
  return 'less than a minute';
}

/** `2 seconds`, from one instant to another. */
export function between(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  if (ms < MINUTE_MS) return ms < 950 ? `${ms} ms` : plural(Math.round(ms / 1000), 'second');
  return lasting(from, Date.parse(to));
}

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
