import { DomainError } from './errors.ts';
import { isOwnRefundFor, ownRefundIdOf, returnRefundIdOf } from './identifiers.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';
import { refuseFaultyLines } from './line-faults.ts';
import { moneyText, sumOf } from './money.ts';
import type { LineQuantity } from './order-quantities.ts';
import type { Order, Payment, Refund } from './order.ts';
import { cancelRuleOf } from './order-status.ts';
import type { Return } from './return.ts';
import { amountOf, leftInParts, partsOfUnits, splitOverOrder, unrefunded, type RefundParts } from './refund-parts.ts';

/** What is asked back: units of lines at what was paid for them, a free amount, or, with neither, everything that is left. */
export interface RefundRequest {
  readonly amountCents?: number | undefined;
  readonly items?: readonly LineQuantity[] | undefined;
  readonly reason: string;
}

/** Captured money that is neither back with the customer nor on its way there. */
export function refundableCents({ payment, refunds }: Order): number {
  return payment.capturedCents - payment.refundedCents - sumOf(refunds.filter(({ status }) => status === 'pending'));
}

/** So many a caller may ask of one order, those that failed included: each stands in its row, and an event carries the newest. */
export const MOST_REFUNDS = 100;

/**
 * The refund that a caller asks for.
 * @throws DomainError TOO_MANY_REFUNDS; what {@link newRefund} throws
 */
export function requestedRefund(order: Order, refundId: string, request: RefundRequest, at: string): Refund {
  const refund = newRefund(order, refundId, request, at);
  if (order.refunds.length < MOST_REFUNDS) return refund;
  const text = `An order has at most ${MOST_REFUNDS} refunds, and this one has them all. Pay the rest back by other means, and add a note.`;
  throw new DomainError('TOO_MANY_REFUNDS', text);
}

/**
 * The refund that a request makes. A free amount is split by largest remainder over the lines and what is of no line, weighted by what
 * each has left: the parts are whole cents, sum to the amount, and none passes what it is of.
 * @throws DomainError INVALID_REQUEST for lines that the order does not have so; REFUND_TOO_LARGE when it asks for more than is
 * left of the order, or of a line
 */
export function newRefund(order: Order, refundId: string, request: RefundRequest, at: string): Refund {
  if (request.items) refuseFaultyLines(order, request.items, 'refund');
  const left = refundableCents(order);
  if (left === 0) throw tooLarge(nothingLeft(order));
  const parts = request.items ? { lines: unitsAsked(order, request.items) } : amountAsked(order, request.amountCents ?? left);
  const amountCents = amountOf(parts);
  if (amountCents > left) throw tooLarge(`${text(amountCents, order)} is asked back, and ${text(left, order)} can be refunded.`);
  if (amountCents === 0) throw tooLarge('Nothing was paid for these units, or it is back already: there is nothing to refund for them.');
  return { refundId, status: 'pending', amountCents, ...parts, reason: request.reason, createdAt: at };
}

/** Whether a refund is what a request made. A whole refund and the same amount in numbers are the same. */
export function isMadeBy({ reason, items = [], amountCents }: RefundRequest, refund: Refund): boolean {
  const counted = refund.lines.filter(({ quantity }) => quantity !== undefined);
  const sameLines = counted.every(({ lineId, quantity }, index) => items[index]?.lineId === lineId && items[index].quantity === quantity);
  const sameAmount = amountCents === undefined || amountCents === refund.amountCents;
  return refund.reason === reason && sameAmount && counted.length === items.length && sameLines;
}

interface OwnRefund {
  readonly refundId: string;
  readonly reason: string;
  readonly at: string;
}

/** A refund of what is left of the goods of one shipment. */
export function refundOfShipment(order: Order, shipmentId: string, refund: OwnRefund): Refund | undefined {
  const { lines = [], capture } = order.shipments.find((shipment) => shipment.shipmentId === shipmentId) ?? {};
  // What was written off was never paid.
  return capture?.status === 'written_off' ? undefined : refundOfUnits(order, lines, refund);
}

/** A refund of the units that were cancelled after their capture, as far as they did not get one. */
export function refundOfCancelled(order: Order, refund: OwnRefund): Refund | undefined {
  const paidBack = cancelRefundsOf(order).filter(({ status }) => status !== 'failed');
  const parts = paidBack.flatMap(({ lines }) => lines);
  const owed = order.items.map(({ lineId, cancelledAfterCapture = 0 }) => {
    const units = parts.reduce((sum, part) => (part.lineId === lineId ? sum + (part.quantity ?? 0) : sum), 0);
    return { lineId, quantity: cancelledAfterCapture - units };
  });
  return refundOfUnits(order, owed, refund);
}

/** Those that gave back what was cancelled after its capture, or were to. */
export function cancelRefundsOf({ id, refunds }: Order): readonly Refund[] {
  return refunds.filter(({ refundId }) => isOwnRefundFor(id, 'cancelled', refundId));
}

/** The one refund of a return: what was paid for the units that came back, less its fee. */
export function refundOfReturn(order: Order, { returnId, lines, reason, feeCents }: Return, at: string): Refund | undefined {
  const cause = `return:${returnId}`;
  if (order.refunds.some((known) => known.cause === cause)) return undefined;
  const back = lines.map(({ lineId, restocked = 0, scrapped = 0 }) => ({ lineId, quantity: restocked + scrapped }));
  const refund = refundOfUnits(order, back, { refundId: returnRefundIdOf(returnId), reason, at }, feeCents);
  return refund && { ...refund, cause };
}

/**
 * Nothing when nothing is left of the units, or of what was captured. What is of no line was paid for the order, and stays.
 */
function refundOfUnits(
  order: Order,
  lines: readonly LineQuantity[],
  { refundId, reason, at }: OwnRefund,
  feeCents = 0,
): Refund | undefined {
  const units = partsOfUnits(order, unrefunded(order, lines), feeCents);
  const amountCents = Math.min(sumOf(units), refundableCents(order));
  if (amountCents === 0) return undefined;
  const parts = splitByLargestRemainder(
    amountCents,
    units.map((part) => part.amountCents),
  );
  const split = units.map((part, index) => ({ ...part, amountCents: parts[index] ?? 0 }));
  return { refundId, status: 'pending', amountCents, lines: split, reason, createdAt: at };
}

/** A person has paid the rest back by other means: booked as refunded, without the provider. */
export function refundElsewhere(order: Order, at: string): { refunds: readonly Refund[]; payment: Payment } {
  const { refunds, payment } = order;
  if (refundableCents(order) === 0) return { refunds, payment };
  const refundId = ownRefundIdOf(order.id, 'elsewhere', refunds.length + 1);
  const opened = newRefund(order, refundId, { reason: 'A person paid it back by other means.' }, at);
  const refund: Refund = { ...opened, status: 'succeeded', settledAt: at, elsewhere: true };
  return { refunds: [...refunds, refund], payment: { ...payment, refundedCents: payment.refundedCents + refund.amountCents } };
}

function amountAsked(order: Order, amountCents: number): RefundParts {
  const possible = leftInParts(order);
  if (amountCents > possible) throw tooLarge(`${text(amountCents, order)} is asked back, and ${text(possible, order)} can be refunded.`);
  return splitOverOrder(order, amountCents);
}

function unitsAsked(order: Order, items: readonly LineQuantity[]): Refund['lines'] {
  for (const { lineId, quantity } of items) {
    const [most] = unrefunded(order, [{ lineId, quantity }]);
    const left = most?.quantity ?? 0;
    if (left < quantity) throw tooLarge(`${quantity} of ${lineId} are to be refunded, and only ${left} have not been yet.`);
  }
  return partsOfUnits(order, items);
}

function nothingLeft(order: Order): string {
  const { payment, status, totalCents } = order;
  if (payment.capturedCents > 0) return 'Everything that was captured has been refunded, or is on its way back.';
  if (totalCents === 0) return 'The order is free: nothing was paid for it, so there is nothing to refund.';
  const why = `Nothing has been captured for this order (${status}), so there is nothing to refund`;
  return canBeCancelled(order) ? `${why}; it can be cancelled instead.` : `${why}.`;
}

function canBeCancelled(order: Order): boolean {
  const rule = cancelRuleOf(order);
  return rule === 'wins' || rule === 'asks_carrier';
}

function text(cents: number, { currency }: Order): string {
  return moneyText(cents, currency);
}

function tooLarge(message: string): DomainError {
  return new DomainError('REFUND_TOO_LARGE', message);
}
