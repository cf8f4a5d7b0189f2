import { DomainError } from './errors.ts';
import { refuseFaultyLines } from './line-faults.ts';
import { unitsOf } from './line-units.ts';
import { liveShipments, type LineQuantity } from './order-quantities.ts';
import type { Order } from './order.ts';
import { MOST_RETURNS, type Return } from './return.ts';

/** What a caller announces to come back. */
export interface ReturnRequest {
  readonly items: readonly LineQuantity[];
  readonly reason: string;
}

export interface ReturnWindow {
  /** The moment at which it is asked for (ISO 8601). */
  readonly at: string;
  /** How long after its delivery a parcel's goods can be announced (ms). */
  readonly windowMs: number;
}

/**
 * The return that a request announces.
 * @throws DomainError INVALID_REQUEST for lines that the order does not have so; RETURN_REFUSED for more than can come back
 */
export function newReturn(order: Order, returnId: string, { items, reason }: ReturnRequest, window: ReturnWindow): Return {
  refuseFaultyLines(order, items, 'return');
  if ((order.returns ?? []).length >= MOST_RETURNS)
    throw refused(`An order has at most ${MOST_RETURNS} returns, and this one has them all. Refund what comes back.`);
  for (const { lineId, quantity } of items) {
    const { most, why } = returnableUnits(order, lineId, window);
    if (quantity > most)
      throw refused(`${quantity} of ${lineId} are to come back, and ${most === 0 ? 'none' : `only ${most}`} can: ${why}.`);
  }
  return { returnId, status: 'requested', lines: items.map(onlyUnits), reason, requestedAt: window.at };
}

/** Whether a return is what a request announced. */
export function isAnnouncedBy({ items, reason }: ReturnRequest, { lines, reason: known }: Return): boolean {
  const same = lines.every(({ lineId, quantity }, index) => items[index]?.lineId === lineId && items[index].quantity === quantity);
  return reason === known && items.length === lines.length && same;
}

/** Units that came back before count as those that were delivered first: that leaves the most that are still in time. */
function returnableUnits(order: Order, lineId: string, window: ReturnWindow): { most: number; why: string } {
  const line = order.items.find((known) => known.lineId === lineId);
  if (!line) return { most: 0, why: 'there is no such line' };
  const { delivered, announced, restocked, scrapped } = unitsOf(line, order);
  const back = announced + restocked + scrapped;
  const inTime = deliveredSince(order, lineId, Date.parse(window.at) - window.windowMs);
  if (inTime < delivered - back) return { most: inTime, why: `the time for returns is over for ${delivered - inTime} of them` };
  return { most: delivered - back, why: `${delivered} are delivered, and ${back} of these came back or are announced` };
}

function deliveredSince(order: Order, lineId: string, sinceMs: number): number {
  return liveShipments(order)
    .filter(({ status, deliveredAt }) => status === 'delivered' && deliveredAt !== undefined && Date.parse(deliveredAt) >= sinceMs)
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (line.lineId === lineId ? line.quantity : 0), 0);
}

function onlyUnits({ lineId, quantity }: LineQuantity): LineQuantity {
  return { lineId, quantity };
}

function refused(message: string): DomainError {
  return new DomainError('RETURN_REFUSED', message);
}
