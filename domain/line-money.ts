import type { Order, OrderLine } from './order.ts';

type Priced = Pick<OrderLine, 'quantity' | 'priceCents' | 'netCents'>;

/** What all units of a line cost, with its adjustments and its share of the order's discounts. */
export function netOf({ quantity, priceCents, netCents = quantity * priceCents }: Priced): number {
  return netCents;
}

/** What the first so many units of a line cost together: cents that do not divide are the first units', so that none is ever stuck. */
export function costOfUnits(line: Priced, units: number): number {
  const net = netOf(line);
  return units * Math.floor(net / line.quantity) + Math.min(units, net % line.quantity);
}

/** What the units of a line cost that were not cancelled before they were captured: what was paid for it, or is to be. */
export function paidFor(line: OrderLine): number {
  return costOfUnits(line, unitsPaid(line));
}

export function unitsPaid({ quantity, cancelledBeforeCapture = 0 }: OrderLine): number {
  return quantity - cancelledBeforeCapture;
}

/** Shipping, taxes and fees that are of the order, and of none of its lines. */
export function ownCents({ totalCents, items }: Pick<Order, 'totalCents' | 'items'>): number {
  return totalCents - items.reduce((sum, line) => sum + netOf(line), 0);
}

/** What the customer owes: nothing for an order that is, or is being, undone. */
export function dueCents(order: Pick<Order, 'status' | 'totalCents' | 'items'>): number {
  const { status, items } = order;
  if (status === 'CANCELING' || status === 'CANCELED' || status === 'REJECTED') return 0;
  return items.reduce((sum, line) => sum + paidFor(line), ownCents(order));
}
