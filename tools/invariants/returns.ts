import { splitByLargestRemainder } from '../../domain/largest-remainder.ts';
import { costOfUnits, paidFor, unitsPaid } from '../../domain/line-money.ts';
import { unitsOf } from '../../domain/line-units.ts';
import type { Order, OrderLine, Refund } from '../../domain/order.ts';
import { isCapturedByShipment } from '../../domain/shipment-capture.ts';
import type { Return } from '../../domain/return.ts';

/** What is wrong with the units that came back of an order, or are announced to. */
export function misreturned(order: Order): string | undefined {
  for (const line of order.items) {
    const { delivered, announced, restocked, scrapped } = unitsOf(line, order);
    const back = announced + restocked + scrapped;
    if (back > delivered) return `${back} of ${line.lineId} came back or are announced, and ${delivered} were delivered`;
  }
  const wrong = (order.returns ?? []).find(isMiscounted);
  return wrong && `what is received of ${wrong.returnId} is not what was announced`;
}

/** What is wrong with the refunds of returns: of each there is one, of what its units cost less its fee, or of what was left. */
export function misrefunded(order: Order): string | undefined {
  const causes = order.refunds.flatMap(({ cause }) => cause ?? []);
  const twice = causes.find((cause, index) => causes.indexOf(cause) < index);
  if (twice !== undefined) return `there are two refunds with the cause ${twice}`;
  const returns = order.returns ?? [];
  const stray = causes.find((cause) => !returns.some((each) => `return:${each.returnId}` === cause && isReceived(each)));
  if (stray !== undefined) return `a refund follows from ${stray}, of which nothing came back`;
  for (const each of returns.filter(({ status }) => status === 'closed')) {
    const place = order.refunds.findIndex(({ cause }) => cause === `return:${each.returnId}`);
    const refund = order.refunds[place];
    const before = refund ? order.refunds.slice(0, place) : order.refunds.filter(({ createdAt }) => createdAt <= (each.endedAt ?? ''));
    const due = dueFor(
      order,
      each,
      before.filter((known) => mayHaveCounted(known, refund)),
    );
    // Of an order whose parcels are captured each by itself more may be left by now than there was.
    const refunded = refund?.amountCents ?? 0;
    if (isCapturedByShipment(order) ? refunded > due : refunded !== due)
      return `${each.returnId} came back, of which ${due} was due, and ${refund?.amountCents ?? 'nothing'} refunded`;
  }
  return undefined;
}

function isReceived({ status }: Return): boolean {
  return status === 'received' || status === 'closed';
}

function isMiscounted(each: Return): boolean {
  return each.lines.some(({ quantity, restocked = 0, scrapped = 0, missing = 0 }) =>
    isReceived(each) ? restocked + scrapped + missing !== quantity : restocked + scrapped + missing > 0,
  );
}

/** One that failed since then was on its way, and counted. */
function mayHaveCounted(known: Refund, refund: Refund | undefined): boolean {
  return known.status !== 'failed' || (refund !== undefined && (known.settledAt ?? '') > refund.createdAt);
}

function dueFor(order: Order, { lines, feeCents = 0 }: Return, before: readonly Refund[]): number {
  const back = lines.flatMap(({ lineId, restocked = 0, scrapped = 0 }) => {
    const line = order.items.find((known) => known.lineId === lineId);
    return line
      ? [{ cents: costOf(line, restocked + scrapped, partsOf(before, line)), left: paidFor(line) - centsOf(partsOf(before, line)) }]
      : [];
  });
  const costs = back.map(({ cents }) => cents);
  const fees = splitByLargestRemainder(Math.min(feeCents, sum(costs)), costs);
  const wanted = sum(back.map(({ cents, left }, index) => Math.min(cents - (fees[index] ?? 0), left)));
  return Math.min(wanted, order.payment.capturedCents - sum(before.map(({ amountCents }) => amountCents)));
}

/** Of the next units, as many as were not refunded by their number. */
function costOf(line: OrderLine, units: number, before: Refund['lines']): number {
  const refunded = sum(before.map(({ quantity = 0 }) => quantity));
  return costOfUnits(line, Math.min(refunded + units, unitsPaid(line))) - costOfUnits(line, refunded);
}

function partsOf(refunds: readonly Refund[], { lineId }: OrderLine): Refund['lines'] {
  return refunds.flatMap(({ lines }) => lines.filter((part) => part.lineId === lineId));
}

function centsOf(parts: Refund['lines']): number {
  return sum(parts.map(({ amountCents }) => amountCents));
}

function sum(cents: readonly number[]): number {
  return cents.reduce((total, each) => total + each, 0);
}
