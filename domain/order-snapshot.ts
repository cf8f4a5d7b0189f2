import type { Order, Refund } from './order.ts';
import type { Return } from './return.ts';
import type { Shipment } from './shipment.ts';

/** An order as an event carries it. */
export interface OrderSnapshot extends Order {
  /** So many of its oldest refunds, shipments and returns are left out: the order itself has them all. */
  readonly omitted?: Omitted;
}

interface Omitted {
  readonly refunds: number;
  readonly shipments: number;
  /** Absent where none is. */
  readonly returns?: number;
}

/** With its headers an event stays under 64 KiB, whatever an order has been through. */
export const MOST_SNAPSHOT_BYTES = 60 * 1024;

/** Of these, what a caller orders may take so much; what becomes of it has to fit beside it. */
export const MOST_REQUEST_BYTES = 36 * 1024;

/**
 * An order's snapshot as JSON: whole, or with the refunds, shipments and returns that the change touched and the newest of the others, as many
 * as there is room for. `before`: the order that was changed, whose untouched parts are the same objects.
 */
export function snapshotText(order: Order, before?: Order): string {
  const whole = JSON.stringify(order);
  return fits(whole) ? whole : JSON.stringify(withOnly(order, partsToCarry(order, before)));
}

/** How a snapshot shows an order that has come no further since. */
export function asCarriedBy(snapshot: OrderSnapshot, order: Order): OrderSnapshot {
  const carried = new Set(partsOf(snapshot).map(nameOf));
  return withOnly(order, new Set(partsOf(order).filter((part) => carried.has(nameOf(part)))));
}

type Part = Refund | Shipment | Return;

function partsOf({ refunds, shipments, returns = [] }: Order): Part[] {
  return [...refunds, ...returns, ...shipments];
}

function nameOf(part: Part): string {
  if ('refundId' in part) return part.refundId;
  return 'returnId' in part ? part.returnId : part.shipmentId;
}

function partsToCarry(order: Order, before: Order | undefined): ReadonlySet<Part> {
  const known = new Set(before && partsOf(before));
  const newestFirst = partsOf(order).toReversed();
  const carried = new Set(newestFirst.filter((part) => !known.has(part)));
  let room = MOST_SNAPSHOT_BYTES - bytesOf(JSON.stringify(withOnly(order, carried)));
  for (const part of newestFirst) {
    if (carried.has(part)) continue;
    room -= bytesOf(JSON.stringify(part)) + 1;
    if (room < 0) break;
    carried.add(part);
  }
  return carried;
}

function withOnly(order: Order, carried: ReadonlySet<Part>): OrderSnapshot {
  const refunds = order.refunds.filter((refund) => carried.has(refund));
  const shipments = order.shipments.filter((shipment) => carried.has(shipment));
  const returns = order.returns?.filter((each) => carried.has(each));
  const leftOut = (order.returns?.length ?? 0) - (returns?.length ?? 0);
  const omitted = {
    refunds: order.refunds.length - refunds.length,
    shipments: order.shipments.length - shipments.length,
    ...(leftOut > 0 && { returns: leftOut }),
  };
  if (omitted.refunds + omitted.shipments + leftOut === 0) return order;
  return { ...order, refunds, shipments, ...(returns && { returns }), omitted };
}

/** A unit of UTF-16 takes at most three bytes: of an ordinary order's text they need not be counted. */
function fits(text: string): boolean {
  return 3 * text.length <= MOST_SNAPSHOT_BYTES || bytesOf(text) <= MOST_SNAPSHOT_BYTES;
}

const utf8 = new TextEncoder();

/** What a text takes on the wire. */
export function bytesOf(text: string): number {
  return utf8.encode(text).length;
}
