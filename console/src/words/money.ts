/** An amount in its currency's minor unit, as the viewer's language writes it. */
export function money(cents: number, currency: string): string {
  const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
  return format.format(cents / 10 ** digitsOf(currency));
}

/** What a person typed, in the minor unit; undefined when it is no amount of this currency. */
export function centsOf(typed: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const match = /^(\d{1,13})(?:[.,](\d+))?$/.exec(typed.trim());
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  if (part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}

/** To be typed again: without a sign of the currency. */
export function plainAmount(cents: number, currency: string): string {
  return (cents / 10 ** digitsOf(currency)).toFixed(digitsOf(currency));
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
