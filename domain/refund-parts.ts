import { costOfUnits } from './line-money.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';
import { sumOf } from './money.ts';
import type { LineQuantity } from './order-quantities.ts';
import type { Order, OrderLine, Refund } from './order.ts';
import { capturedFor, ownCaptured, unitsCaptured } from './shipment-capture.ts';

/** What a refund gives back of each line, and of what is of no line. */
export type RefundParts = Pick<Refund, 'lines' | 'ownCents'>;

export function amountOf({ lines, ownCents: own = 0 }: RefundParts): number {
  return sumOf(lines) + own;
}

/** What was paid for a line, less what was refunded of it or is on its way. */
export function leftOf(order: Order, line: OrderLine): number {
  return capturedFor(order, line) - sumOf(partsOf(order, line));
}

/** How many units of a line were refunded by their number, or are on their way. */
function unitsRefunded(order: Order, line: OrderLine): number {
  return partsOf(order, line).reduce((sum, { quantity = 0 }) => sum + quantity, 0);
}

/** The same for what is of no line. */
function ownLeft(order: Order): number {
  return ownCaptured(order) - counted(order).reduce((sum, { ownCents: own = 0 }) => sum + own, 0);
}

/** What can be refunded of an order in parts, whatever was captured. */
export function leftInParts(order: Order): number {
  return order.items.reduce((sum, line) => sum + leftOf(order, line), ownLeft(order));
}

/** An amount over all that has something left, by how much that is. At most {@link leftInParts}. */
export function splitOverOrder(order: Order, amountCents: number): RefundParts {
  const left = order.items.map((line) => leftOf(order, line));
  const parts = splitByLargestRemainder(amountCents, [...left, ownLeft(order)]);
  const lines = order.items.map(({ lineId }, index) => ({ lineId, amountCents: parts[index] ?? 0 })).filter((part) => part.amountCents > 0);
  return withOwn(lines, parts.at(-1) ?? 0);
}

/**
 * So many more units of lines: each what was paid for it, less its share of a fee that is kept of them, but no more than is left of
 * its line.
 */
export function partsOfUnits(order: Order, units: readonly LineQuantity[], feeCents = 0): (Refund['lines'][number] & LineQuantity)[] {
  const costs = units.flatMap(({ lineId, quantity }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    return line ? [{ lineId, quantity, cents: costOfMore(order, line, quantity), left: leftOf(order, line) }] : [];
  });
  const cents = costs.map((line) => line.cents);
  const fees = splitByLargestRemainder(Math.min(feeCents, total(cents)), cents);
  return costs.map(({ lineId, quantity, left, ...line }, index) => ({
    lineId,
    amountCents: Math.min(line.cents - (fees[index] ?? 0), left),
    quantity,
  }));
}

/** Of these units as many as were not refunded by their number; none of a line that has none. */
export function unrefunded(order: Order, units: readonly LineQuantity[]): LineQuantity[] {
  return units.flatMap(({ lineId, quantity }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    const left = line ? Math.min(quantity, unitsCaptured(order, line) - unitsRefunded(order, line)) : 0;
    return left > 0 ? [{ lineId, quantity: left }] : [];
  });
}

function costOfMore(order: Order, line: OrderLine, units: number): number {
  const before = unitsRefunded(order, line);
  return costOfUnits(line, before + units) - costOfUnits(line, before);
}

function total(cents: readonly number[]): number {
  return cents.reduce((sum, each) => sum + each, 0);
}

function withOwn(lines: Refund['lines'], own: number): RefundParts {
  return own > 0 ? { lines, ownCents: own } : { lines };
}

/** One that failed gave nothing back. */
function counted({ refunds }: Order): readonly Refund[] {
  return refunds.filter(({ status }) => status !== 'failed');
}

function partsOf(order: Order, { lineId }: OrderLine): Refund['lines'] {
  return counted(order).flatMap(({ lines }) => lines.filter((part) => part.lineId === lineId));
}
