/** A window has to hold some scrapes, which come every two seconds (s). */
const SHORTEST_WINDOW = 10;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Gauges that tell for how long something has waited. */
const AGE = /((?:_(?:unsent|unchanged|oldest|age|overdue)|_round_timestamp)_seconds(?:\{[^}]*\})?\)+ > )(\d+)/g;

/**
 * Our rules with a clock that runs faster: every time that a rule waits (`for`), looks back (`[5m]`, `offset 5m`) or compares an age
 * with, divided by a factor. What they ask of whom stays as it is, so that what goes off here is what goes off there, later.
 */
export function quickened(rules: string, factor: number): string {
  const shorter = (amount: string, unit: string, least: number) =>
    `${Math.max(least, Math.ceil((Number(amount) * (SECONDS[unit] ?? 1)) / factor))}s`;
  return rules
    .replaceAll(/\[(\d+)([smhd])\]/g, (_, amount: string, unit: string) => `[${shorter(amount, unit, SHORTEST_WINDOW)}]`)
    .replaceAll(/offset (\d+)([smhd])/g, (_, amount: string, unit: string) => `offset ${shorter(amount, unit, SHORTEST_WINDOW)}`)
    .replaceAll(/\bfor: (\d+)([smhd])\b/g, (_, amount: string, unit: string) => `for: ${shorter(amount, unit, 1)}`)
    .replaceAll(AGE, (_, before: string, seconds: string) => `${before}${Math.ceil(Number(seconds) / factor)}`);
}
