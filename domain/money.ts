import { minorDigitsOf } from './currencies.ts';

/** The amounts of refunds, of their parts, or of adjustments together. */
export function sumOf(parts: readonly { readonly amountCents: number }[]): number {
  return parts.reduce((sum, { amountCents }) => sum + amountCents, 0);
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
