import fc from 'fast-check';
import { DomainError } from '../../../domain/errors.ts';
import { isMoney, totalOf } from '../../../domain/money.ts';
import { newOrder, type Order, type Refund } from '../../../domain/order.ts';
import {
  isMadeBy,
  newRefund,
  refundableCents,
  refundElsewhere,
  requestedRefund,
  splitByLargestRemainder,
  type RefundRequest,
} from '../../../domain/refund.ts';
import { request } from '../../support/orders.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const reason = 'asked';

/** Delivered, and everything captured. */
function capturedOrder(items: Order['items'][number][] | { sku: string; quantity: number; priceCents: number }[]): Order {
  const order = newOrder('01234567-89ab-8def-8123-456789abcdef', request({ items }), NOW);
  const { totalCents } = order;
  const payment = { ...order.payment, status: 'captured' as const, authorisedCents: totalCents, capturedCents: totalCents, attempts: 1 };
  return { ...order, status: 'COMPLETED', payment };
}

const items = fc
  .array(
    fc.record({
      sku: fc.constant('a'),
      quantity: fc.integer({ min: 1, max: 1000 }),
      priceCents: fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(2 ** 36)),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .filter((lines) => isMoney(totalOf(lines)));

/** What a caller may ask for, as shares of what the order has; and what becomes of it. */
const step = fc.record({
  kind: fc.constantFrom('whole', 'amount', 'lines'),
  share: fc.double({ min: 0, max: 1.1, noNaN: true }),
  /** Bit n: line n is asked for. */
  lines: fc.nat(255),
  status: fc.constantFrom<Refund['status']>('pending', 'succeeded', 'failed'),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function askOf({ kind, share, lines }: Step, order: Order): RefundRequest {
  if (kind === 'whole') return { reason };
  if (kind === 'amount') return { reason, amountCents: Math.max(1, Math.floor(refundableCents(order) * share)) };
  const asked = order.items.filter((_, index) => lines & (1 << index));
  return {
    reason,
    items: asked.map(({ lineId, quantity }) => ({ lineId, quantity: Math.max(1, Math.floor(Math.min(1, share) * quantity)) })),
  };
}

/** The order after a refund was asked for and came to its end; the same order when it was refused. */
function after(order: Order, taken: Step): Order {
  let refund: Refund;
  try {
    refund = newRefund(order, `re_${order.refunds.length}`, askOf(taken, order), NOW);
  } catch (error) {
    expect(error).toMatchObject({ name: 'DomainError', code: 'REFUND_TOO_LARGE' });
    return order;
  }
  const { payment } = order;
  const refundedCents = payment.refundedCents + (taken.status === 'succeeded' ? refund.amountCents : 0);
  return { ...order, refunds: [...order.refunds, { ...refund, status: taken.status }], payment: { ...payment, refundedCents } };
}

const sum = (parts: readonly { readonly amountCents: number }[]) => parts.reduce((total, { amountCents }) => total + amountCents, 0);
const cases = fc.tuple(items, fc.array(step, { maxLength: 12 }));
const lived = (lines: Parameters<typeof capturedOrder>[0], steps: readonly Step[]) => steps.reduce(after, capturedOrder(lines));

describe('any refunds of any order', () => {
  it('have parts that sum to their amount, in lines of the order, each once', () => {
    fc.assert(
      fc.property(cases, ([lines, steps]) => {
        const order = lived(lines, steps);
        for (const refund of order.refunds) {
          expect(sum(refund.lines)).toBe(refund.amountCents);
          expect(refund.amountCents).toBeGreaterThan(0);
          const lineIds = refund.lines.map(({ lineId }) => lineId);
          expect(new Set(lineIds).size).toBe(lineIds.length);
          expect(order.items.map(({ lineId }) => lineId)).toEqual(expect.arrayContaining(lineIds));
        }
      }),
    );
  });

  it("never pass a line's price, nor together what was captured", () => {
    fc.assert(
      fc.property(cases, ([lines, steps]) => {
        const order = lived(lines, steps);
        const counting = order.refunds.filter(({ status }) => status !== 'failed');
        for (const { lineId, quantity, priceCents } of order.items) {
          const parts = counting.flatMap((refund) => refund.lines).filter((part) => part.lineId === lineId);
          expect(sum(parts)).toBeLessThanOrEqual(quantity * priceCents);
        }
        expect(sum(counting)).toBeLessThanOrEqual(order.payment.capturedCents);
        expect(refundableCents(order)).toBe(order.payment.capturedCents - sum(counting));
      }),
    );
  });

  it('never get stuck a cent short: any free amount up to what is left can be refunded, and not a cent more', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ([lines, steps], share) => {
        const order = lived(lines, steps);
        const left = refundableCents(order);
        const amountCents = Math.max(1, Math.floor(left * share));
        if (left > 0) expect(newRefund(order, 're', { reason, amountCents }, NOW).amountCents).toBe(amountCents);
        expect(() => newRefund(order, 're', { reason, amountCents: left + 1 }, NOW)).toThrow(
          expect.objectContaining({ code: 'REFUND_TOO_LARGE' }),
        );
      }),
    );
  });

  it.each<[string, (order: Order) => Refund]>([
    ['a whole refund', (order) => newRefund(order, 're', { reason }, NOW)],
    ['what a person paid by other means', (order) => refundElsewhere(order, new Date(NOW).toISOString()).refunds.at(-1) as Refund],
  ])('leave exactly nothing after %s', (_title, rest) => {
    fc.assert(
      fc.property(cases, ([lines, steps]) => {
        const order = lived(lines, steps);
        fc.pre(refundableCents(order) > 0);
        const done: Order = { ...order, refunds: [...order.refunds, { ...rest(order), status: 'pending' }] };
        expect(refundableCents(done)).toBe(0);
        for (const { lineId, quantity, priceCents } of done.items) {
          const parts = done.refunds.filter(({ status }) => status !== 'failed').flatMap((refund) => refund.lines);
          expect(sum(parts.filter((part) => part.lineId === lineId))).toBe(quantity * priceCents);
        }
      }),
    );
  });

  it('are known again by what was asked', () => {
    fc.assert(
      fc.property(cases, step, ([lines, steps], next) => {
        const order = lived(lines, steps);
        const ask = askOf(next, order);
        const known = after(order, next).refunds.at(order.refunds.length);
        fc.pre(known !== undefined);
        expect(isMadeBy(ask, known)).toBe(true);
        expect(isMadeBy({ ...ask, reason: 'another' }, known)).toBe(false);
        expect(isMadeBy({ reason, amountCents: known.amountCents + 1 }, known)).toBe(false);
      }),
    );
  });
});

describe('what is paid back by other means', () => {
  it('is booked at once, as what the provider does not know', () => {
    const order = capturedOrder([{ sku: 'a', quantity: 2, priceCents: 500 }]);
    const { refunds, payment } = refundElsewhere(order, new Date(NOW).toISOString());
    expect(refunds).toMatchObject([{ status: 'succeeded', amountCents: 1000, settledAt: NOW, elsewhere: true }]);
    expect(payment.refundedCents).toBe(1000);
  });

  it('is nothing where nothing is left', () => {
    const order = capturedOrder([{ sku: 'a', quantity: 2, priceCents: 0 }]);
    expect(refundElsewhere(order, new Date(NOW).toISOString())).toEqual({ refunds: [], payment: order.payment });
  });
});

describe('a refund that is refused', () => {
  const order = capturedOrder([
    { sku: 'a', quantity: 2, priceCents: 500 },
    { sku: 'b', quantity: 1, priceCents: 0 },
  ]);
  const refusal = (of: Order, ask: Omit<RefundRequest, 'reason'>) => {
    try {
      newRefund(of, 're', { ...ask, reason }, NOW);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  };

  it('says how much of the line is left', () => {
    const once = after(order, { kind: 'amount', share: 0.6, lines: 0, status: 'pending' });
    expect(refusal(once, { items: [{ lineId: 'line_1', quantity: 1 }] }).message).toBe(
      '$5.00 is asked back for line_1, and $4.00 of it can be refunded.',
    );
  });

  it.each<[Omit<RefundRequest, 'reason'>, RegExp]>([
    [{ amountCents: 1001 }, /^\$10\.01 is asked back, and \$10\.00 can be refunded/],
    [{ items: [{ lineId: 'line_2', quantity: 1 }] }, /cost nothing/],
  ])('says why it is too large: %j', (ask, why) => {
    expect(refusal(order, ask)).toMatchObject({ code: 'REFUND_TOO_LARGE', message: expect.stringMatching(why) });
  });

  it('points to every line that is not as the order has it', () => {
    const asked = [
      { lineId: 'line_3', quantity: 1 },
      { lineId: 'line_1', quantity: 3 },
      { lineId: 'line_1', quantity: 1 },
    ];
    const { code, faults } = refusal(order, { items: asked });
    expect([code, faults.map(({ pointer }) => pointer)]).toEqual([
      'INVALID_REQUEST',
      ['/items/0/lineId', '/items/1/quantity', '/items/2/lineId'],
    ]);
  });

  it.each<[string, Partial<Order>, RegExp]>([
    [
      'before the capture',
      { status: 'CONFIRMED', payment: { ...order.payment, capturedCents: 0 } },
      /Nothing has been captured .*CONFIRMED/,
    ],
    [
      'before the capture that it can be cancelled',
      { status: 'CONFIRMED', payment: { ...order.payment, capturedCents: 0 } },
      /; it can be cancelled instead\.$/,
    ],
    [
      'after a cancel no more than that',
      { status: 'CANCELED', payment: { ...order.payment, capturedCents: 0 } },
      /\(CANCELED\), so there is nothing to refund\.$/,
    ],
    [
      'of a parcel that left unpaid no more than that',
      { status: 'SHIPPED', payment: { ...order.payment, capturedCents: 0 } },
      /\(SHIPPED\), so there is nothing to refund\.$/,
    ],
    [
      'of a free order that it is free, and nothing of cancelling',
      { status: 'CONFIRMED', totalCents: 0, payment: { ...order.payment, capturedCents: 0 } },
      /^The order is free: nothing was paid for it, so there is nothing to refund\.$/,
    ],
    ['when all is back', { payment: { ...order.payment, refundedCents: 1000 } }, /has been refunded/],
  ])('tells %s why there is nothing to refund', (_title, over, why) => {
    expect(refusal({ ...order, ...over }, {}).message).toMatch(why);
  });
});

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

describe('a refund that a caller asks for', () => {
  const order = capturedOrder([{ sku: 'a', quantity: 1000, priceCents: 1 }]);
  const withRefunds = (count: number): Order => ({
    ...order,
    refunds: Array.from({ length: count }, (_, n) => ({
      ...newRefund(order, `re_${n}`, { amountCents: 1, reason }, NOW),
      status: 'failed',
    })),
  });
  const ask = (before: Order) => requestedRefund(before, 're_new', { amountCents: 1, reason }, NOW);

  it('is the hundredth at most, and failed ones count', () => {
    expect(ask(withRefunds(99)).refundId).toBe('re_new');
    expect(() => ask(withRefunds(100))).toThrow(expect.objectContaining({ code: 'TOO_MANY_REFUNDS' }) as Error);
  });

  it('is told that nothing is left rather than that there are too many', () => {
    const empty = { ...withRefunds(100), payment: { ...order.payment, refundedCents: order.totalCents } };
    expect(() => ask(empty)).toThrow(expect.objectContaining({ code: 'REFUND_TOO_LARGE' }) as Error);
  });

  it('is no bar to what a person paid back by other means', () => {
    expect(refundElsewhere(withRefunds(100), NOW).refunds).toHaveLength(101);
  });
});
