import { DomainError, type Fault } from './errors.ts';
import { ownRefundIdOf } from './identifiers.ts';
import { moneyText } from './money.ts';
import type { Order, OrderLine, Payment, Refund } from './order.ts';
import { cancelRuleOf } from './order-status.ts';

/** What is asked back: quantities of lines at their price, a free amount, or, with neither, everything that is left. */
export interface RefundRequest {
  readonly amountCents?: number | undefined;
  readonly items?: readonly { readonly lineId: string; readonly quantity: number }[] | undefined;
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
 * The refund that a request makes. A free amount is split over the lines by largest remainder, weighted by what each has left: the
 * parts are whole cents, sum to the amount, and none passes its line.
 * @throws DomainError INVALID_REQUEST for lines that the order does not have so; REFUND_TOO_LARGE when it asks for more than is
 * left of the order, or of a line
 */
export function newRefund(order: Order, refundId: string, request: RefundRequest, at: string): Refund {
  if (request.items) refuseFaults(order, request.items);
  const left = refundableCents(order);
  if (left === 0) throw tooLarge(nothingLeft(order));
  const lines = request.items ? pricedLines(order, request.items) : splitOverLines(order, request.amountCents ?? left);
  const amountCents = sumOf(lines);
  if (amountCents > left) throw tooLarge(`${text(amountCents, order)} is asked back, and ${text(left, order)} can be refunded.`);
  if (amountCents === 0) throw tooLarge('These lines cost nothing: there is nothing to refund for them.');
  return { refundId, status: 'pending', amountCents, lines, reason: request.reason, createdAt: at };
}

/** Whether a refund is what a request made. A whole refund and the same amount in numbers are the same. */
export function isMadeBy({ reason, items = [], amountCents }: RefundRequest, refund: Refund): boolean {
  const counted = refund.lines.filter(({ quantity }) => quantity !== undefined);
  const sameLines = counted.every(({ lineId, quantity }, index) => items[index]?.lineId === lineId && items[index].quantity === quantity);
  const sameAmount = amountCents === undefined || amountCents === refund.amountCents;
  return refund.reason === reason && sameAmount && counted.length === items.length && sameLines;
}

/**
 * A refund of what is left of the goods of one shipment, each line at its price; nothing when nothing is left of them, or of what
 * was captured.
 */
export function refundOfShipment(
  order: Order,
  shipmentId: string,
  { refundId, reason, at }: { readonly refundId: string; readonly reason: string; readonly at: string },
): Refund | undefined {
  const shipped = order.shipments.find((shipment) => shipment.shipmentId === shipmentId)?.lines ?? [];
  const priced = shipped.flatMap(({ lineId, quantity }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    return line ? [{ lineId, amountCents: Math.min(quantity * line.priceCents, leftOf(order, line)) }] : [];
  });
  const amountCents = Math.min(sumOf(priced), refundableCents(order));
  if (amountCents === 0) return undefined;
  const parts = splitByLargestRemainder(
    amountCents,
    priced.map((part) => part.amountCents),
  );
  const lines = priced.map(({ lineId }, index) => ({ lineId, amountCents: parts[index] ?? 0 })).filter((part) => part.amountCents > 0);
  return { refundId, status: 'pending', amountCents, lines, reason, createdAt: at };
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

/** Splits an amount in proportion to the weights, in whole cents that sum to it (Hamilton's method). */
export function splitByLargestRemainder(amountCents: number, weights: readonly number[]): number[] {
  const amount = BigInt(amountCents);
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, index) => {
    const share = amount * BigInt(weight);
    return { index, cents: share / whole, remainder: share % whole };
  });
  let missing = amount - parts.reduce((sum, { cents }) => sum + cents, 0n);
  for (const part of parts.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))) {
    if (missing === 0n) break;
    part.cents += 1n;
    missing -= 1n;
  }
  return parts.map(({ cents }) => Number(cents));
}

function splitOverLines(order: Order, amountCents: number): Refund['lines'] {
  const left = order.items.map((line) => leftOf(order, line));
  const possible = left.reduce((sum, cents) => sum + cents, 0);
  if (amountCents > possible) throw tooLarge(`${text(amountCents, order)} is asked back, and ${text(possible, order)} can be refunded.`);
  return splitByLargestRemainder(amountCents, left).flatMap((cents, index) => {
    const line = order.items[index];
    return line && cents > 0 ? [{ lineId: line.lineId, amountCents: cents }] : [];
  });
}

type RequestedLines = NonNullable<RefundRequest['items']>;

function pricedLines(order: Order, items: RequestedLines): Refund['lines'] {
  return items.flatMap(({ lineId, quantity }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    if (!line) return [];
    const amountCents = quantity * line.priceCents;
    const left = leftOf(order, line);
    if (amountCents > left) {
      throw tooLarge(`${text(amountCents, order)} is asked back for ${lineId}, and ${text(left, order)} of it can be refunded.`);
    }
    return [{ lineId, amountCents, quantity }];
  });
}

/** @throws DomainError INVALID_REQUEST with a pointer to each line that does not fit the order */
function refuseFaults(order: Order, items: RequestedLines): void {
  const faults = items.flatMap(({ lineId, quantity }, index): Fault[] => {
    const line = order.items.find((known) => known.lineId === lineId);
    const known = order.items.map((each) => each.lineId).join(', ');
    if (!line) return [{ pointer: `/items/${index}/lineId`, detail: `is no line of this order; it has ${known}` }];
    if (items.findIndex((other) => other.lineId === lineId) < index)
      return [{ pointer: `/items/${index}/lineId`, detail: 'stands here twice' }];
    const detail = `must be at most ${line.quantity}, the quantity ordered`;
    return quantity > line.quantity ? [{ pointer: `/items/${index}/quantity`, detail }] : [];
  });
  if (faults.length > 0) throw new DomainError('INVALID_REQUEST', 'The refund does not fit the order; see errors.', faults);
}

/** What was paid for a line, less what was refunded of it or is on its way. */
function leftOf({ refunds }: Order, { lineId, quantity, priceCents }: OrderLine): number {
  const parts = refunds.filter(({ status }) => status !== 'failed').flatMap(({ lines }) => lines);
  return quantity * priceCents - sumOf(parts.filter((part) => part.lineId === lineId));
}

/** The amounts of refunds, or of their parts, together. */
export function sumOf(parts: readonly { readonly amountCents: number }[]): number {
  return parts.reduce((sum, { amountCents }) => sum + amountCents, 0);
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
