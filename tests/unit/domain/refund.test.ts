import fc from 'fast-check';
import { DomainError } from '../../../domain/errors.ts';
import { costOfUnits, netOf, ownCents } from '../../../domain/line-money.ts';
import { newOrder, type Order, type Refund } from '../../../domain/order.ts';
import { isMadeBy, newRefund, refundableCents, refundElsewhere, requestedRefund, type RefundRequest } from '../../../domain/refund.ts';
import { pricingFaults, type Adjustment } from '../../../domain/pricing.ts';
import { request } from '../../support/orders.ts';

const NOW = '2026-01-01T00:00:00.000Z';
const reason = 'asked';

/** Delivered, and everything captured. */
function capturedOrder(items: { sku: string; quantity: number; priceCents: number }[], adjustments: readonly Adjustment[] = []): Order {
  const order = newOrder('01234567-89ab-8def-8123-456789abcdef', request({ items, adjustments }), NOW);
  const { totalCents } = order;
  const payment = { ...order.payment, status: 'captured' as const, authorisedCents: totalCents, capturedCents: totalCents, attempts: 1 };
  return { ...order, status: 'COMPLETED', payment };
}

const item = fc.record({
  sku: fc.constant('a'),
  quantity: fc.integer({ min: 1, max: 1000 }),
  priceCents: fc.oneof(fc.nat(3), fc.nat(5000), fc.nat(2 ** 36)),
});
const adjustment: fc.Arbitrary<Adjustment> = fc.oneof(
  fc.record({ type: fc.constant('discount' as const), amountCents: fc.integer({ min: -5000, max: 0 }) }),
  fc.record({ type: fc.constantFrom('shipping' as const, 'tax' as const, 'fee' as const), amountCents: fc.nat(5000) }),
  fc.record({ type: fc.constant('discount' as const), amountCents: fc.integer({ min: -3, max: 0 }), lineId: fc.constant('line_1') }),
);
const priced = fc
  .tuple(fc.array(item, { minLength: 1, maxLength: 8 }), fc.array(adjustment, { maxLength: 4 }))
  .filter(([items, adjustments]) => pricingFaults({ items, adjustments }).length === 0);

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
const own = (refunds: readonly Refund[]) => refunds.reduce((total, { ownCents: cents = 0 }) => total + cents, 0);
const cases = fc.tuple(priced, fc.array(step, { maxLength: 12 }));
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;
const lived = ([[items, adjustments], steps]: Case) => steps.reduce(after, capturedOrder(items, adjustments));

describe('any refunds of any order', () => {
  it('have parts that sum to their amount, in lines of the order, each once', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const order = lived(each);
        for (const refund of order.refunds) {
          expect(sum(refund.lines) + (refund.ownCents ?? 0)).toBe(refund.amountCents);
          expect(refund.amountCents).toBeGreaterThan(0);
          const lineIds = refund.lines.map(({ lineId }) => lineId);
          expect(new Set(lineIds).size).toBe(lineIds.length);
          expect(order.items.map(({ lineId }) => lineId)).toEqual(expect.arrayContaining(lineIds));
        }
      }),
    );
  });

  it('never pass what a line cost, or what is of no line, nor together what was captured', () => {
    fc.assert(
      fc.property(cases, (each) => {
        const order = lived(each);
        const counting = order.refunds.filter(({ status }) => status !== 'failed');
        for (const line of order.items) {
          const parts = counting.flatMap((refund) => refund.lines).filter((part) => part.lineId === line.lineId);
          expect(sum(parts)).toBeLessThanOrEqual(netOf(line));
          expect(parts.reduce((units, { quantity = 0 }) => units + quantity, 0)).toBeLessThanOrEqual(line.quantity);
        }
        expect(own(counting)).toBeLessThanOrEqual(ownCents(order));
        expect(sum(counting)).toBeLessThanOrEqual(order.payment.capturedCents);
        expect(refundableCents(order)).toBe(order.payment.capturedCents - sum(counting));
      }),
    );
  });

  it('never get stuck a cent short: any free amount up to what is left can be refunded, and not a cent more', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), (each, share) => {
        const order = lived(each);
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
      fc.property(cases, (each) => {
        const order = lived(each);
        fc.pre(refundableCents(order) > 0);
        const done: Order = { ...order, refunds: [...order.refunds, { ...rest(order), status: 'pending' }] };
        expect(refundableCents(done)).toBe(0);
        const counting = done.refunds.filter(({ status }) => status !== 'failed');
        for (const line of done.items) {
          const parts = counting.flatMap((refund) => refund.lines).filter((part) => part.lineId === line.lineId);
          expect(sum(parts)).toBe(netOf(line));
        }
        expect(own(counting)).toBe(ownCents(done));
      }),
    );
  });

  it('are known again by what was asked', () => {
    fc.assert(
      fc.property(cases, step, (each, next) => {
        const order = lived(each);
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

  it('says of how many units of the line nothing was given back yet', () => {
    const once = after(order, { kind: 'lines', share: 0.5, lines: 1, status: 'pending' });
    expect(refusal(once, { items: [{ lineId: 'line_1', quantity: 2 }] })).toMatchObject({
      code: 'REFUND_TOO_LARGE',
      message: '2 of line_1 are to be refunded, and only 1 have not been yet.',
    });
  });

  it.each<[Omit<RefundRequest, 'reason'>, RegExp]>([
    [{ amountCents: 1001 }, /^\$10\.01 is asked back, and \$10\.00 can be refunded/],
    [{ items: [{ lineId: 'line_2', quantity: 1 }] }, /^Nothing was paid for these units/],
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

describe('what came before', () => {
  const refund = (order: Order, ask: Omit<RefundRequest, 'reason'>): Order => {
    const made = newRefund(order, `re_${order.refunds.length + 1}`, { ...ask, reason }, NOW);
    const payment = { ...order.payment, refundedCents: order.payment.refundedCents + made.amountCents };
    return { ...order, refunds: [...order.refunds, { ...made, status: 'succeeded' }], payment };
  };
  const unit = (lineId: string): Omit<RefundRequest, 'reason'> => ({ items: [{ lineId, quantity: 1 }] });
  const amounts = (order: Order) => order.refunds.map(({ amountCents }) => amountCents);

  it('case 4: leaves of a line what an amount before has not taken', () => {
    const order = capturedOrder([
      { sku: 'A', quantity: 1, priceCents: 772 },
      { sku: 'B', quantity: 1, priceCents: 500 },
    ]);
    const once = refund(order, { amountCents: 500 });
    expect(once.refunds[0]?.lines).toEqual([
      { lineId: 'line_1', amountCents: 303 },
      { lineId: 'line_2', amountCents: 197 },
    ]);
    const twice = refund(once, unit('line_2'));
    expect(twice.refunds[1]).toMatchObject({ amountCents: 303, lines: [{ lineId: 'line_2', amountCents: 303, quantity: 1 }] });
    expect(() => refund(twice, { amountCents: 470 })).toThrow(expect.objectContaining({ code: 'REFUND_TOO_LARGE' }) as Error);
    expect(amounts(refund(twice, { amountCents: 469 }))).toEqual([500, 303, 469]);
  });

  it('case 13: gives back a unit with its share of the discount, and the rest with what is of no line', () => {
    const order = capturedOrder(
      [
        { sku: 'A', quantity: 1, priceCents: 3333 },
        { sku: 'B', quantity: 2, priceCents: 1667 },
      ],
      [
        { type: 'shipping', amountCents: 500 },
        { type: 'discount', amountCents: -1000 },
      ],
    );
    const rest = refund(refund(order, unit('line_2')), {});
    expect(amounts(rest)).toEqual([1417, 4750]);
    expect(rest.refunds[1]).toMatchObject({
      lines: [
        { lineId: 'line_1', amountCents: 2833 },
        { lineId: 'line_2', amountCents: 1417 },
      ],
      ownCents: 500,
    });
  });

  it('case 13: refunds units one by one at what each was paid, to the last cent', () => {
    const order = capturedOrder([{ sku: 'C', quantity: 3, priceCents: 1000 }], [{ type: 'discount', amountCents: -100 }]);
    const all = [1, 2, 3].reduce((before) => refund(before, unit('line_1')), order);
    expect(amounts(all)).toEqual([967, 967, 966]);
  });

  it('is counted by units whatever became of amounts: any way to refund all units gives back what the line cost', () => {
    fc.assert(
      fc.property(priced, fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 8 }), ([items, adjustments], sizes) => {
        let order = capturedOrder(items, adjustments);
        const [line] = order.items;
        if (!line || netOf(line) === 0) return;
        let left = line.quantity;
        for (const size of [...sizes, Number.POSITIVE_INFINITY]) {
          const quantity = Math.min(size, left);
          const first = line.quantity - left;
          const cost = costOfUnits(line, first + quantity) - costOfUnits(line, first);
          if (cost === 0) continue;
          order = refund(order, { items: [{ lineId: 'line_1', quantity }] });
          expect(order.refunds.at(-1)?.amountCents).toBe(cost);
          left -= quantity;
          if (left === 0) break;
        }
        expect(sum(order.refunds)).toBe(netOf(line));
      }),
    );
  });
});
