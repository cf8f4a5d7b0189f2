import type { Order, OrderLine } from './order.ts';
import { hasLeft, isSettled, type Shipment } from './shipment.ts';

/** So many units of one line. */
export interface LineQuantity {
  readonly lineId: string;
  readonly quantity: number;
}

type Shipped = Pick<Order, 'items' | 'shipments'>;

/** The shipments whose booking stands. */
export function liveShipments({ shipments }: Pick<Order, 'shipments'>): readonly Shipment[] {
  return shipments.filter(({ status }) => status !== 'cancelled');
}

/** Units of a line that were not cancelled. */
export function unitsKept({ quantity, cancelledBeforeCapture = 0, cancelledAfterCapture = 0 }: Cancellable): number {
  return quantity - cancelledBeforeCapture - cancelledAfterCapture;
}

type Cancellable = Pick<OrderLine, 'quantity' | 'cancelledBeforeCapture' | 'cancelledAfterCapture'>;

/** What of each line is neither cancelled nor in a shipment whose booking stands, in the order of the lines; negative where a unit is in two of them. */
export function unbookedQuantities(order: Shipped): readonly LineQuantity[] {
  const booked = new Map<string, number>();
  for (const { lineId, quantity } of liveShipments(order).flatMap(({ lines }) => lines))
    booked.set(lineId, (booked.get(lineId) ?? 0) + quantity);
  return order.items.map((line) => ({ lineId: line.lineId, quantity: unitsKept(line) - (booked.get(line.lineId) ?? 0) }));
}

/** What is left to book. */
export function unbookedLines(order: Shipped): readonly LineQuantity[] {
  return unbookedQuantities(order).filter(({ quantity }) => quantity > 0);
}

export function hasAnythingLeft({ shipments }: Pick<Order, 'shipments'>): boolean {
  return shipments.some(hasLeft);
}

/** Something is to leave that has not left. */
export function hasAnythingHere(order: Shipped): boolean {
  return unbookedLines(order).length > 0 || liveShipments(order).some((shipment) => !hasLeft(shipment));
}

/** Every unit that is not cancelled has left; of an order without any shipment none has. */
export function hasEverythingLeft(order: Shipped): boolean {
  const live = liveShipments(order);
  return live.length > 0 && live.every(hasLeft) && unbookedLines(order).length === 0;
}

/** Every parcel arrived or was given up. */
export function isEveryShipmentSettled(order: Shipped): boolean {
  return hasEverythingLeft(order) && liveShipments(order).every(isSettled);
}

export function hasAnythingArrived({ shipments }: Pick<Order, 'shipments'>): boolean {
  return shipments.some(({ status }) => status === 'delivered');
}

/** Every unit came back undelivered. */
export function isEverythingBack(order: Shipped): boolean {
  return hasEverythingLeft(order) && liveShipments(order).every(({ status }) => status === 'returned');
}

/** The order's shipments, one of them with a change made to it. */
export function withShipment({ shipments }: Pick<Order, 'shipments'>, shipmentId: string, change: Partial<Shipment>): readonly Shipment[] {
  return shipments.map((shipment) => (shipment.shipmentId === shipmentId ? { ...shipment, ...change } : shipment));
}

/** Quantity wanted of each SKU over all lines. */
export function quantitiesBySku(items: readonly { readonly sku: string; readonly quantity: number }[]): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of items) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  return wanted;
}
