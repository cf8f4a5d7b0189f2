import { isDeepStrictEqual } from 'node:util';
import { ownCents, paidFor } from '../../domain/line-money.ts';
import { moneyText } from '../../domain/money.ts';
import { quantitiesBySku, unitsKept } from '../../domain/order-quantities.ts';
import type { EventType, OrderEvent } from '../../domain/order-event.ts';
import type { Order, ReasonCode } from '../../domain/order.ts';
import { viewOf } from '../../domain/order-view.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { StockLevel } from '../../domain/ports/inventory.ts';
import type { Line } from './scenario.ts';
import type { Goods } from './submit.ts';

/** How an order is expected to end. */
export interface End {
  readonly status: OrderStatus;
  readonly reason?: ReasonCode;
  readonly captured: 'everything' | 'nothing';
  /** Or so many cents. */
  readonly refunded: 'everything' | 'nothing' | number;
  readonly goods: 'gone' | 'back';
  /** Of goods that are gone, units of each product that came into stock meanwhile, back or new. */
  readonly restocked?: Readonly<Partial<Record<Line['product'], number>>>;
  /** What has to stand in its history, whatever else does. */
  readonly events?: readonly EventType[];
}

export const COMPLETED: End = { status: 'COMPLETED', captured: 'everything', refunded: 'nothing', goods: 'gone' };
export const REFUNDED: End = { ...COMPLETED, refunded: 'everything', events: ['orders.refunded'] };

/** Nothing was taken that is not given back. */
export function undone(status: 'CANCELED' | 'REJECTED', reason: ReasonCode): End {
  return { status, reason, captured: 'nothing', refunded: 'nothing', goods: 'back' };
}

/** What was read of an order once it was at its end. */
export interface Seen {
  readonly order: Order;
  readonly events: readonly OrderEvent[];
  readonly goods: readonly (Pick<Goods, 'product' | 'inStock'> & { readonly level: StockLevel })[];
  /** How many orders its customer has. */
  readonly ordersOfCustomer: number;
}

/** Each fact that is not as expected, in words; none when all are. */
export function differences(seen: Seen, end: End): string[] {
  return [...statusFacts(seen, end), ...moneyFacts(seen, end), ...goodsFacts(seen, end), ...historyFacts(seen, end)];
}

export function endText({ status, reason, captured, refunded, goods }: End): string {
  const back = refunded === 'everything' ? ' and refunded' : refunded === 'nothing' ? '' : `, ${refunded} cents refunded`;
  return `${status}${reason ? ` (${reason})` : ''}, ${captured} captured${back}, the goods ${goods === 'gone' ? 'gone' : 'back in stock'}`;
}

function statusFacts({ order, ordersOfCustomer }: Seen, end: End): string[] {
  return [
    ...differs('the status', order.status, end.status),
    ...differs('the reason', order.reason?.code ?? 'none', end.reason ?? 'none'),
    ...differs('what waits for a person', order.needsAttention?.code ?? 'nothing', 'nothing'),
    ...differs("the customer's orders", ordersOfCustomer, 1),
  ];
}

/** Everything: of what was not cancelled. */
function moneyFacts({ order }: Seen, end: End): string[] {
  const { payment, currency } = order;
  const money = (cents: number) => moneyText(cents, currency);
  const whole = order.items.reduce((sum, line) => sum + paidFor(line), ownCents(order));
  const part = (share: End['refunded']) => money(share === 'everything' ? whole : share === 'nothing' ? 0 : share);
  return [
    ...differs('captured', money(payment.capturedCents), part(end.captured)),
    ...differs('refunded', money(payment.refundedCents), part(end.refunded)),
  ];
}

function goodsFacts({ order, goods }: Seen, end: End): string[] {
  const kept = quantitiesBySku(order.items.map((line) => ({ ...line, quantity: unitsKept(line) })));
  return goods.flatMap(({ product, inStock, level: { sku, onHand, reserved } }) => [
    ...differs(`${sku} on hand`, onHand, end.goods === 'gone' ? inStock - (kept.get(sku) ?? 0) + (end.restocked?.[product] ?? 0) : inStock),
    ...differs(`${sku} reserved`, reserved, 0),
  ]);
}

/** What holds of every order's events, check:invariants looks at. */
function historyFacts({ order, events }: Seen, end: End): string[] {
  const last = events.at(-1);
  const missing = (end.events ?? []).filter((type) => !events.some((event) => event.type === type));
  return [
    ...missing.map((type) => `no event ${type}`),
    ...(last && isDeepStrictEqual(viewOf(last.order), order) ? [] : ['its last event holds another order than GET answers']),
  ];
}

/** The statuses that an order went through. */
export function pathOf(events: readonly OrderEvent[]): OrderStatus[] {
  return events.map(({ order }) => order.status).filter((status, index, all) => status !== all[index - 1]);
}

function differs(fact: string, seen: string | number, expected: string | number): string[] {
  return seen === expected ? [] : [`${fact}: ${seen} instead of ${expected}`];
}
