/** An amount in its currency's minor unit, as the viewer's language writes it. */
export function money(cents: number, currency: string): string {
  const { format, digits } = currencyOf(currency);
  return format.format(cents / 10 ** digits);
}

/** What a person typed, in the minor unit; undefined when it is no amount of this currency. */
export function centsOf(typed: string, currency: string): number | undefined {
  const { digits } = currencyOf(currency);
  const match = /^(\d{1,13})(?:[.,](\d+))?$/.exec(typed.trim());
  if (!match) return undefined;
  const [, whole = '', part = ''] = match;
  if (part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}

/** The same, of what may be below 0. */
export function signedCentsOf(typed: string, currency: string): number | undefined {
  const isBelow = /^[-−]/.test(typed.trim());
  const cents = centsOf(isBelow ? typed.trim().slice(1) : typed, currency);
  return isBelow && cents ? -cents : cents;
}

/** To be typed again: without a sign of the currency. */
export function plainAmount(cents: number, currency: string): string {
  const { digits } = currencyOf(currency);
  return (cents / 10 ** digits).toFixed(digits);
}

interface Currency {
  readonly format: Intl.NumberFormat;
  readonly digits: number;
}

/** Making a format takes longer than a row of the list takes to be drawn. */
const known = new Map<string, Currency>();

function currencyOf(currency: string): Currency {
  const format = known.get(currency)?.format ?? new Intl.NumberFormat(undefined, { style: 'currency', currency });
  const made = known.get(currency) ?? { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
  known.set(currency, made);
  return made;
}
