import { DomainError } from './errors.ts';
import { isWaitingForStock, withWaiting } from './backorder.ts';
import { refuseFaultyLines } from './line-faults.ts';
import { hasAnythingLeft, hasEverythingLeft, liveShipments, unbookedQuantities, unitsKept, type LineQuantity } from './order-quantities.ts';
import type { OrderChange } from './order-change.ts';
import type { OrderStatus } from './order-status.ts';
import type { Order, OrderLine } from './order.ts';
import { isCapturedByShipment } from './shipment-capture.ts';
import { hasLeft, type Shipment } from './shipment.ts';

/** What a cancel of lines comes to, as the order stands. */
export interface PlannedLineCancel {
  /** Nothing of the order would be left to deliver, and nothing has left: it is cancelled as a whole. */
  readonly isWhole: boolean;
  /** Booked parcels that hold some of the units: the carrier has to let them go. */
  readonly shipments: readonly Shipment[];
}

/** Until everything has left, or is undone. */
const OPEN: ReadonlySet<OrderStatus> = new Set(['PENDING', 'CREATED', 'CONFIRMED', 'FULFILLING']);

/**
 * Units are cancelled from the back: those that are in no parcel first, then those of the parcel that was booked last.
 * @throws DomainError INVALID_REQUEST for lines that the order does not have so; LINES_NOT_CANCELLABLE for more units than have not left
 */
export function planLineCancel(order: Order, items: readonly LineQuantity[]): PlannedLineCancel {
  refuseFaultyLines(order, items, 'cancel');
  if (!OPEN.has(order.status)) throw notCancellable(whyNoLines(order.status));
  const waiting = bookedShipments(order);
  for (const { lineId, quantity } of items) {
    const left = unbookedOf(order, lineId) + waiting.reduce((sum, shipment) => sum + unitsIn(shipment, lineId), 0);
    if (quantity > left) throw notCancellable(tooMany(lineId, quantity, left));
  }
  const kept = order.items.reduce((sum, line) => sum + unitsKept(line), 0);
  const cancelled = items.reduce((sum, { quantity }) => sum + quantity, 0);
  return { isWhole: kept === cancelled && !hasAnythingLeft(order), shipments: concerned(order, items) };
}

/** Units that are cancelled now count as captured, and are refunded: with the first pick-up the capture of the whole is decided. */
export function isCancelOwed(order: Pick<Order, 'shipments'>): boolean {
  return hasAnythingLeft(order) && !isCapturedByShipment(order);
}

/** The order without these units, of which the carrier has let every parcel go. */
export function lineCancelChange(order: Order, items: readonly LineQuantity[], why: string): OrderChange {
  const counter = isCancelOwed(order) ? 'cancelledAfterCapture' : 'cancelledBeforeCapture';
  const letGo = new Set(concerned(order, items));
  const lines = order.items.map((line) => withCancelled(line, counter, items));
  const after = {
    items: isWaitingForStock(order) ? withWaiting(lines, (line) => stillWaiting(line, items)) : lines,
    shipments: order.shipments.map((shipment) => (letGo.has(shipment) ? { ...shipment, status: 'cancelled' as const } : shipment)),
  };
  const hasLeftWhole = order.status === 'FULFILLING' && hasEverythingLeft(after);
  return {
    ...(hasLeftWhole ? { status: 'SHIPPED' } : { event: 'orders.changed' }),
    ...after,
    ...(isWaitingForStock(order) && !isWaitingForStock(after) && { backorderUntil: null }),
    why,
  };
}

function withCancelled(
  line: OrderLine,
  counter: 'cancelledBeforeCapture' | 'cancelledAfterCapture',
  items: readonly LineQuantity[],
): OrderLine {
  const asked = items.find(({ lineId }) => lineId === line.lineId);
  return asked ? { ...line, [counter]: (line[counter] ?? 0) + asked.quantity } : line;
}

/** What is waited for is cancelled first. */
function stillWaiting({ lineId, waiting = 0 }: OrderLine, items: readonly LineQuantity[]): number {
  return Math.max(0, waiting - (items.find((item) => item.lineId === lineId)?.quantity ?? 0));
}

function concerned(order: Order, items: readonly LineQuantity[]): Shipment[] {
  const newestFirst = bookedShipments(order).toReversed();
  const shipments = new Set<Shipment>();
  for (const { lineId, quantity } of items) {
    let missing = quantity - unbookedOf(order, lineId);
    for (const shipment of newestFirst) {
      const units = unitsIn(shipment, lineId);
      if (missing <= 0 || units === 0) continue;
      shipments.add(shipment);
      missing -= units;
    }
  }
  return [...shipments];
}

function bookedShipments(order: Order): Shipment[] {
  return liveShipments(order).filter((shipment) => !hasLeft(shipment));
}

function unbookedOf(order: Order, lineId: string): number {
  return unbookedQuantities(order).find((line) => line.lineId === lineId)?.quantity ?? 0;
}

function unitsIn({ lines }: Shipment, lineId: string): number {
  return lines.reduce((sum, line) => (line.lineId === lineId ? sum + line.quantity : sum), 0);
}

function tooMany(lineId: string, quantity: number, left: number): string {
  const most = left === 0 ? 'none is left to cancel' : `only ${left} can be`;
  return `${quantity} of ${lineId} are to be cancelled, and ${most}: the others have left, or are cancelled already.`;
}

function whyNoLines(status: OrderStatus): string {
  switch (status) {
    case 'CANCELING':
    case 'CANCELED':
      return `The order is ${status}: it is cancelled as a whole.`;
    case 'REJECTED':
      return 'The order was rejected: there is nothing to cancel.';
    default:
      return `Everything of the order has left (${status}). What comes back can be refunded.`;
  }
}

function notCancellable(message: string): DomainError {
  return new DomainError('LINES_NOT_CANCELLABLE', message);
}
