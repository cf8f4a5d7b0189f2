import type { Order } from '../data/order-types.ts';
import { STATUSES } from '../words/names.ts';

type Waits = NonNullable<Order['waitingFor']>['what'];

/** In the order of an order's life; none that no order is in. */
export function byStatus(orders: readonly Order[]): [Order['status'], number][] {
  return STATUSES.map((status): [Order['status'], number] => [status, orders.filter((order) => order.status === status).length]).filter(
    ([, count]) => count > 0,
  );
}

/** Whom the orders wait for that are not at their end, most of them first. */
export function byWaiting(orders: readonly Order[]): [Waits, number][] {
  const counts = new Map<Waits, number>();
  for (const { waitingFor } of orders) if (waitingFor) counts.set(waitingFor.what, (counts.get(waitingFor.what) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}

const hour = new Intl.DateTimeFormat(undefined, { hour: '2-digit' });
const HOUR_MS = 3_600_000;
const HOURS = 24;

interface Hour {
  readonly name: string;
  readonly orders: readonly Order[];
}

/** The last day, oldest hour first, those without an order among them. */
export function lastDay(orders: readonly Order[], now = Date.now()): Hour[] {
  const current = Math.floor(now / HOUR_MS);
  return Array.from({ length: HOURS }, (_, place) => {
    const start = current - HOURS + 1 + place;
    return {
      name: hour.format(new Date(start * HOUR_MS)),
      orders: orders.filter(({ createdAt }) => Math.floor(Date.parse(createdAt) / HOUR_MS) === start),
    };
  });
}

/** Each but the last ends where the next one begins. */
type Spans = readonly { readonly name: string; readonly belowMs: number }[];

const SECOND_MS = 1000;
const DAY_MS = 24 * HOUR_MS;
export const CONFIRMED_WITHIN: Spans = [
  { name: 'Within a second', belowMs: SECOND_MS },
  { name: 'Within ten seconds', belowMs: 10 * SECOND_MS },
  { name: 'Within a minute', belowMs: 60 * SECOND_MS },
  { name: 'Later', belowMs: Infinity },
];
export const WAITING_FOR: Spans = [
  { name: 'Less than an hour', belowMs: HOUR_MS },
  { name: 'Less than a day', belowMs: DAY_MS },
  { name: 'Less than a week', belowMs: 7 * DAY_MS },
  { name: 'Longer', belowMs: Infinity },
];

/** How many of these lasted how long (ms). */
export function bySpan(lasted: readonly number[], spans: Spans): [string, number][] {
  return spans.map(({ name, belowMs }, index) => {
    const fromMs = spans[index - 1]?.belowMs ?? -Infinity;
    return [name, lasted.filter((ms) => ms >= fromMs && ms < belowMs).length];
  });
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
