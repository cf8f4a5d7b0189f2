import { bySpan, CONFIRMED_WITHIN, lastDay, moneyOf, WAITING_FOR } from '../../../console/src/shop/summary.ts';
import { createdExample } from '../../../api/http/orders/response-schemas.ts';
import type { Order } from '../../../console/src/data/order-types.ts';

const NOW = Date.parse('2026-01-15T09:30:00.000Z');
const HOUR_MS = 3_600_000;
const orderWith = (over: Partial<Order>) => ({ ...createdExample, ...over }) as Order;

describe('the shop at a glance', () => {
  it('counts what lasted how long, each once', () => {
    expect(bySpan([0, 999, 1000, 59_999, 60_000, 10 * HOUR_MS], CONFIRMED_WITHIN).map(([, count]) => count)).toEqual([2, 1, 1, 2]);
    expect(bySpan([HOUR_MS - 1, HOUR_MS, 24 * HOUR_MS, 200 * HOUR_MS], WAITING_FOR)).toEqual([
      ['Less than an hour', 1],
      ['Less than a day', 1],
      ['Less than a week', 1],
      ['Longer', 1],
    ]);
  });

  it('has each hour of the last day, the current one last', () => {
    const at = (hoursAgo: number) => orderWith({ createdAt: new Date(NOW - hoursAgo * HOUR_MS).toISOString() });
    const counts = lastDay([at(0), at(1), at(1), at(23), at(30)], NOW).map(({ orders }) => orders.length);
    expect(counts).toEqual([1, ...Array.from({ length: 21 }, () => 0), 2, 1]);
  });

  it('sums the money of each currency by itself', () => {
    const paid = (currency: string, capturedCents: number) =>
      orderWith({ currency, payment: { ...createdExample.payment, authorisedCents: 1000, capturedCents, refundedCents: 100 } });
    expect(moneyOf([paid('USD', 700), paid('EUR', 50), paid('USD', 300)])).toEqual([
      { currency: 'EUR', authorisedCents: 1000, capturedCents: 50, refundedCents: 100 },
      { currency: 'USD', authorisedCents: 2000, capturedCents: 1000, refundedCents: 200 },
    ]);
  });
});
