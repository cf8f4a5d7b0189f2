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

/** An amount as people read it, such as `$19.99`; the currency (ISO 4217) says how many digits are minor. */
export function moneyText(cents: number, currency: string): string {
  const { format, minorDigits } = formatOf(currency);
  return format.format(cents / 10 ** minorDigits);
}

const formats = new Map<string, { format: Intl.NumberFormat; minorDigits: number }>();

/** Made once for each of the few currencies there are: making one takes longer than all else about an amount. */
function formatOf(currency: string) {
  const known = formats.get(currency);
  if (known) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const made = { format, minorDigits: format.resolvedOptions().maximumFractionDigits ?? 2 };
  formats.set(currency, made);
  return made;
}
