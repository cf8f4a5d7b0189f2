import type { Order } from '../data/order-types.ts';
import { STATUSES } from '../words/names.ts';

/** In the order of an order's life; none that no order is in. */
export function byStatus(orders: readonly Order[]): [Order['status'], number][] {
  return STATUSES.map((status): [Order['status'], number] => [status, orders.filter((order) => order.status === status).length]).filter(
    ([, count]) => count > 0,
  );
}

const hour = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: '2-digit', minute: '2-digit' });
const HOUR_MS = 3_600_000;
const MOST_HOURS = 12;

/** Oldest first, of the newest hours that had any. */
export function byHour(orders: readonly Order[]): [string, number][] {
  const counts = new Map<number, number>();
  for (const { createdAt } of orders) {
    const start = Math.floor(Date.parse(createdAt) / HOUR_MS);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const hours = [...counts].toSorted(([one], [other]) => one - other).slice(-MOST_HOURS);
  return hours.map(([start, count]) => [hour.format(new Date(start * HOUR_MS)), count]);
}

interface Money {
  readonly currency: string;
  readonly authorisedCents: number;
  readonly capturedCents: number;
  readonly refundedCents: number;
}

/** What the orders of each currency come to. */
export function moneyOf(orders: readonly Order[]): Money[] {
  const sum = (of: readonly Order[], cents: (payment: Order['payment']) => number) =>
    of.reduce((total, { payment }) => total + cents(payment), 0);
  return [...new Set(orders.map(({ currency }) => currency))].toSorted().map((currency) => {
    const of = orders.filter((order) => order.currency === currency);
    return {
      currency,
      authorisedCents: sum(of, ({ authorisedCents }) => authorisedCents),
      capturedCents: sum(of, ({ capturedCents }) => capturedCents),
      refundedCents: sum(of, ({ refundedCents }) => refundedCents),
    };
  });
}
