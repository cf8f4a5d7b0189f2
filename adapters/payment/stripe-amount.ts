/** Stripe kept two decimals for currencies that have none any more (docs.stripe.com/currencies, "Special cases"). */
const HUNDREDFOLD: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** Of three decimals Stripe takes two: the last digit has to be 0. */
const TENS_ONLY: ReadonlySet<string> = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** Two decimals by ISO 4217, none at Stripe or in any shop: whichever was meant, the other is off by a hundred. */
const DISPUTED: ReadonlySet<string> = new Set(['MGA']);

/** Our minor units (ISO 4217) as Stripe counts them; the same for all but two currencies. */
export function toStripeAmount(cents: number, currency: string): number {
  return HUNDREDFOLD.has(currency.toUpperCase()) ? cents * 100 : cents;
}

export function fromStripeAmount(amount: number, currency: string): number {
  return HUNDREDFOLD.has(currency.toUpperCase()) ? Math.round(amount / 100) : amount;
}

/** Why Stripe could not be asked for exactly this amount. */
export function whyUnpayable(cents: number, currency: string): string | undefined {
  if (DISPUTED.has(currency)) return `An amount in ${currency} means one thing here and another at Stripe.`;
  if (TENS_ONLY.has(currency) && cents % 10 !== 0) return `Stripe takes amounts in ${currency} whose last digit is 0.`;
  return undefined;
}
