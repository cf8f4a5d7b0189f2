import { minorDigitsOf } from './currencies.ts';

/**
 * Sum over the lines in the currency's minor unit; exact, whatever the size.
 * @returns a number that may exceed 2^53−1: the caller refuses that with {@link isMoney}
 */
export function totalOf(items: readonly { readonly quantity: number; readonly priceCents: number }[]): number {
  return Number(items.reduce((sum, item) => sum + BigInt(item.quantity) * BigInt(item.priceCents), 0n));
}

/** Whether an amount can travel as a JSON number without losing a cent. */
export function isMoney(cents: number): boolean {
  return Number.isSafeInteger(cents) && cents >= 0;
}

/** An amount as people read it, such as `$19.99`; the currency says how many digits are minor. */
export function moneyText(cents: number, currency: string): string {
  // As text it stays exact, however large.
  return formatOf(currency).format(`${cents}E-${minorDigitsOf(currency)}` as Intl.StringNumericLiteral);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Made once for each of the few currencies there are: making one takes longer than all else about an amount. */
function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const digits = minorDigitsOf(currency);
  const made = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formats.set(currency, made);
  return made;
}
