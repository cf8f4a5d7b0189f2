import fc from 'fast-check';
import { splitByLargestRemainder } from '../../../domain/largest-remainder.ts';

describe('a split by largest remainder', () => {
  const split = fc.tuple(
    fc.nat(Number.MAX_SAFE_INTEGER),
    fc
      .array(fc.oneof(fc.nat(3), fc.nat(Number.MAX_SAFE_INTEGER)), { minLength: 1, maxLength: 10 })
      .filter((weights) => weights.some(Boolean)),
  );

  it('sums to the amount, and gives each its exact share to within a cent', () => {
    fc.assert(
      fc.property(split, ([amount, weights]) => {
        const parts = splitByLargestRemainder(amount, weights);
        expect(parts.reduce((total, part) => total + BigInt(part), 0n)).toBe(BigInt(amount));
        const whole = weights.reduce((total, weight) => total + BigInt(weight), 0n);
        for (const [index, part] of parts.entries()) {
          const distance = BigInt(part) * whole - BigInt(amount) * BigInt(weights[index] ?? 0);
          expect(distance > -whole && distance < whole).toBe(true);
        }
      }),
    );
  });

  it('gives equal weights parts that differ by a cent at most, the earlier ones the larger', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 20 }), (amount, count) => {
        const parts = splitByLargestRemainder(amount, Array<number>(count).fill(7));
        expect(parts).toEqual(parts.toSorted((one, other) => other - one));
        expect((parts[0] ?? 0) - (parts.at(-1) ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('gives the same parts in whatever order the weights come, where no two remainders are the same', () => {
    fc.assert(
      fc.property(split, ([amount, weights]) => {
        const whole = weights.reduce((total, weight) => total + BigInt(weight), 0n);
        const remainders = weights.map((weight) => (BigInt(amount) * BigInt(weight)) % whole);
        fc.pre(new Set(remainders).size === remainders.length);
        expect(splitByLargestRemainder(amount, weights.toReversed())).toEqual(splitByLargestRemainder(amount, weights).toReversed());
      }),
    );
  });

  it('gives the cents that are missing to the largest remainders', () => {
    expect(splitByLargestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(splitByLargestRemainder(10, [1, 5, 1])).toEqual([2, 7, 1]);
    expect(splitByLargestRemainder(5, [0, 0])).toEqual([0, 0]);
  });
});
