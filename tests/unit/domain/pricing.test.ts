import fc from 'fast-check';
import { costOfUnits, dueCents, netOf, ownCents } from '../../../domain/line-money.ts';
import { newOrder } from '../../../domain/order.ts';
import { ADJUSTMENT_TYPES, priced, pricingFaults, type Adjustment, type Prices } from '../../../domain/pricing.ts';
import { request } from '../../support/orders.ts';

const item = fc.record({
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  priceCents: fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(2 ** 40)),
});
const adjustment: fc.Arbitrary<Adjustment> = fc
  .record({
    type: fc.constantFrom(...ADJUSTMENT_TYPES),
    amountCents: fc.oneof(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -(2 ** 41), max: 2 ** 41 })),
    lineId: fc.constantFrom(undefined, 'line_1', 'line_2', 'line_9'),
  })
  .map(({ lineId, ...rest }) => ({ ...rest, ...(lineId !== undefined && { lineId }) }));
const prices = fc.record({
  items: fc.array(item, { minLength: 1, maxLength: 5 }),
  adjustments: fc.array(adjustment, { maxLength: 5 }),
});

/** The rules of money once more, in fractions: nets as amounts that are not rounded, in units of one cent by the price of all goods. */
function model({ items, adjustments = [] }: Prices) {
  const sum = (parts: readonly bigint[]) => parts.reduce((total, part) => total + part, 0n);
  const amounts = (of: (each: Adjustment) => boolean) => sum(adjustments.filter(of).map(({ amountCents }) => BigInt(amountCents)));
  const before = items.map(
    ({ quantity, priceCents }, index) => BigInt(quantity) * BigInt(priceCents) + amounts(({ lineId }) => lineId === `line_${index + 1}`),
  );
  const goods = sum(before);
  const discount = -amounts(({ type, lineId }) => type === 'discount' && lineId === undefined);
  const own = amounts(({ type, lineId }) => type !== 'discount' && lineId === undefined);
  return { before, goods, discount, own, total: goods - discount + own };
}

describe('any prices', () => {
  it('come to lines that cost their price with their adjustments and their share of the discounts, to within a cent', () => {
    fc.assert(
      fc.property(prices, (given) => {
        fc.pre(pricingFaults(given).length === 0);
        const { before, goods, discount, total } = model(given);
        const { items, totalCents } = priced(given);
        expect(BigInt(totalCents)).toBe(total);
        for (const [index, line] of items.entries()) {
          const [cost, net] = [before[index] ?? 0n, BigInt(netOf(line))];
          const distance = (cost - net) * goods - discount * cost;
          expect(goods === 0n ? net === 0n : distance > -goods && distance < goods).toBe(true);
          expect(net >= 0n).toBe(true);
        }
      }),
    );
  });

  it('come to a total that is what the lines cost and what is of no line', () => {
    fc.assert(
      fc.property(prices, (given) => {
        fc.pre(pricingFaults(given).length === 0);
        const items = given.items.map((each) => ({ sku: 'A', ...each }));
        const order = newOrder('01234567-89ab-8def-8123-456789abcdef', request({ ...given, items }), '2026-01-01T00:00:00.000Z');
        expect(BigInt(ownCents(order))).toBe(model(given).own);
        expect([dueCents(order), dueCents({ ...order, status: 'CANCELED' })]).toEqual([order.totalCents, 0]);
      }),
    );
  });

  it('are refused exactly where a sum is not exact or something costs less than nothing', () => {
    fc.assert(
      fc.property(prices, (given) => {
        const { before, goods, discount, own } = model(given);
        const { items, adjustments } = given;
        const misplaced = adjustments.some(({ lineId }) => lineId !== undefined && Number(lineId.slice(5)) > items.length);
        const wrongSign = adjustments.some(({ type, amountCents }) => type === 'discount' && amountCents > 0);
        const magnitudes = items.map(({ quantity, priceCents }) => BigInt(quantity) * BigInt(priceCents));
        const most = [...magnitudes, ...adjustments.map(({ amountCents }) => BigInt(Math.abs(amountCents)))];
        const isExact = most.reduce((sum, each) => sum + each, 0n) <= BigInt(Number.MAX_SAFE_INTEGER);
        const isBelow = before.some((cost) => cost < 0n) || discount > goods || own < 0n;
        expect(pricingFaults(given).length > 0).toBe(misplaced || wrongSign || !isExact || isBelow);
      }),
    );
  });
});

describe('prices that are not acceptable', () => {
  const items = [
    { quantity: 1, priceCents: 1000 },
    { quantity: 2, priceCents: 500 },
  ];
  it.each<[string, Adjustment[], string, RegExp]>([
    ['a line that is not there', [{ type: 'tax', amountCents: 1, lineId: 'line_3' }], '/adjustments/0/lineId', /line_1 to line_2$/],
    ['a discount that adds', [{ type: 'discount', amountCents: 1 }], '/adjustments/0/amountCents', /takes off/],
    ['a line below nothing', [{ type: 'fee', amountCents: -1001, lineId: 'line_2' }], '/adjustments', /off line_2 than it costs/],
    ['goods below nothing', [{ type: 'discount', amountCents: -2001 }], '/adjustments', /off the goods than they cost/],
    ['shipping below nothing', [{ type: 'shipping', amountCents: -1 }], '/adjustments', /is a discount$/],
    ['more than is exact', [{ type: 'tax', amountCents: Number.MAX_SAFE_INTEGER }], '/adjustments', /2\^53−1/],
  ])('point to %s', (_title, adjustments, pointer, detail) => {
    expect(pricingFaults({ items, adjustments })).toEqual([{ pointer, detail: expect.stringMatching(detail) as string }]);
  });
});

describe('what units of a line cost', () => {
  it('is what the line costs when it is all of them, and differs by a cent at most from one to the next', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(2 ** 50), (quantity, netCents) => {
        const line = { quantity, priceCents: 0, netCents };
        const each = Array.from({ length: quantity }, (_, index) => costOfUnits(line, index + 1) - costOfUnits(line, index));
        expect(costOfUnits(line, 0)).toBe(0);
        expect(costOfUnits(line, quantity)).toBe(netCents);
        expect(each).toEqual(each.toSorted((one, other) => other - one));
        expect((each[0] ?? 0) - (each.at(-1) ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('case 13: goods of 33.33 and twice 16.67 share a discount of 10.00 by their prices', () => {
    const { items, totalCents } = priced({
      items: [
        { quantity: 1, priceCents: 3333 },
        { quantity: 2, priceCents: 1667 },
      ],
      adjustments: [
        { type: 'shipping', amountCents: 500 },
        { type: 'discount', amountCents: -1000 },
      ],
    });
    expect([totalCents, ...items.map(netOf)]).toEqual([6167, 2833, 2834]);
  });
});
