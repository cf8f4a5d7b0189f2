/** Splits an amount in proportion to the weights, in whole cents that sum to it (Hamilton's method). */
export function splitByLargestRemainder(amountCents: number, weights: readonly number[]): number[] {
  const amount = BigInt(amountCents);
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, index) => {
    const share = amount * BigInt(weight);
    return { index, cents: share / whole, remainder: share % whole };
  });
  let missing = amount - parts.reduce((sum, { cents }) => sum + cents, 0n);
  for (const part of parts.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))) {
    if (missing === 0n) break;
    part.cents += 1n;
    missing -= 1n;
  }
  return parts.map(({ cents }) => Number(cents));
}
