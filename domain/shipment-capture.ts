import { costOfUnits, ownCents, paidFor, unitsPaid } from './line-money.ts';
import { sumOf } from './money.ts';
import type { OrderChange } from './order-change.ts';
import { hasAnythingLeft, hasEverythingLeft, liveShipments, withShipment } from './order-quantities.ts';
import type { Order, OrderLine } from './order.ts';
import type { Shipment, ShipmentCapture } from './shipment.ts';

type Shipped = Pick<Order, 'shipments'>;

/** Each parcel is captured by itself; with the first one that leaves this is decided for the whole order. */
export function isCapturedByShipment({ shipments }: Shipped): boolean {
  return shipments.some(({ capture }) => capture !== undefined);
}

/** The same at a pick-up, before it is recorded. */
export function isToBeCapturedByShipment(order: Order, isWanted: boolean): boolean {
  return isCapturedByShipment(order) || (isWanted && order.payment.status === 'authorised' && !hasAnythingLeft(order));
}

/**
 * What a parcel takes when it leaves: the cost of its units, which are the next ones from the front of their lines, and with the first
 * parcel what is of no line. It is fixed with the pick-up, so that captures may come in any order, and late.
 */
export function captureOfShipment(order: Order, { lines }: Shipment): ShipmentCapture {
  const parts = order.items.flatMap((line) => {
    const before = unitsIn(withCapture(order), line);
    const amountCents = costOfUnits(line, before + unitsIn([{ lines }], line)) - costOfUnits(line, before);
    return amountCents > 0 ? [{ lineId: line.lineId, amountCents }] : [];
  });
  const own = isCapturedByShipment(order) ? 0 : ownCents(order);
  const amountCents = sumOf(parts) + own;
  return { status: amountCents > 0 ? 'pending' : 'captured', amountCents, lines: parts, ...(own > 0 && { ownCents: own }) };
}

/** Nothing can follow it: everything has left, and the other parcels are settled. */
export function isLastCapture(order: Order, shipmentId: string): boolean {
  return (
    hasEverythingLeft(order) && withCapture(order).every((each) => each.shipmentId === shipmentId || each.capture?.status !== 'pending')
  );
}

/** Parcels have left whose money is not there. */
export function awaitingCapture(order: Order): readonly Shipment[] {
  if (isCapturedByShipment(order)) return order.shipments.filter(({ capture }) => capture?.status === 'pending');
  return order.payment.status === 'authorised' ? order.shipments.filter(({ pickedUpAt }) => pickedUpAt !== undefined) : [];
}

export function withCaptureStatus(order: Shipped, shipmentId: string, status: ShipmentCapture['status']): readonly Shipment[] {
  const capture = order.shipments.find((known) => known.shipmentId === shipmentId)?.capture;
  return capture ? withShipment(order, shipmentId, { capture: { ...capture, status } }) : order.shipments;
}

/** The order captured as a whole, with its first parcel. */
export function withoutCaptures({ shipments }: Shipped): readonly Shipment[] {
  return shipments.map(({ capture: _, ...shipment }) => shipment);
}

/** What was captured for a line, or, where it is captured as a whole, is to be. */
export function capturedFor(order: Order, line: OrderLine): number {
  if (!isCapturedByShipment(order)) return paidFor(line);
  return sumOf(captures(order).flatMap(({ lines }) => lines.filter(({ lineId }) => lineId === line.lineId)));
}

export function unitsCaptured(order: Order, line: OrderLine): number {
  return isCapturedByShipment(order) ? unitsIn(withCapture(order).filter(isTaken), line) : unitsPaid(line);
}

/** The same for what is of no line. */
export function ownCaptured(order: Order): number {
  if (!isCapturedByShipment(order)) return ownCents(order);
  return captures(order).reduce((sum, { ownCents: own = 0 }) => sum + own, 0);
}

/** A person gives up what a parcel, or the whole order, still owes. */
export function writtenOff(order: Order, shipmentId: string | undefined, dueCents: number): Pick<OrderChange, 'payment' | 'shipments'> {
  const { payment } = order;
  const capture = order.shipments.find((known) => known.shipmentId === shipmentId)?.capture;
  if (shipmentId === undefined || !capture) return { payment: { ...payment, writtenOffCents: dueCents - payment.capturedCents } };
  if (capture.status !== 'pending') return {};
  return {
    payment: { ...payment, writtenOffCents: payment.writtenOffCents + capture.amountCents },
    shipments: withCaptureStatus(order, shipmentId, 'written_off'),
  };
}

function withCapture(order: Shipped): readonly Shipment[] {
  return liveShipments(order).filter(({ capture }) => capture !== undefined);
}

function isTaken({ capture }: Shipment): boolean {
  return capture?.status === 'captured';
}

function captures(order: Shipped): readonly ShipmentCapture[] {
  return withCapture(order).flatMap((shipment) => (isTaken(shipment) && shipment.capture ? [shipment.capture] : []));
}

function unitsIn(shipments: readonly Pick<Shipment, 'lines'>[], { lineId }: OrderLine): number {
  return shipments.flatMap(({ lines }) => lines).reduce((sum, part) => (part.lineId === lineId ? sum + part.quantity : sum), 0);
}
