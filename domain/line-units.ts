import { liveShipments, unitsKept } from './order-quantities.ts';
import type { Order, OrderLine } from './order.ts';
import { hasLeft, type Shipment } from './shipment.ts';

/**
 * Where the units of a line are; each is in one place, and together they are the quantity.
 * `waiting`: not reserved, as far as the order tells. `lost`: and settled with the customer. `cameBack`: undelivered.
 */
export const UNIT_PLACES = ['cancelled', 'waiting', 'reserved', 'onTheWay', 'delivered', 'lost', 'cameBack'] as const;
export type LineUnits = Readonly<Record<(typeof UNIT_PLACES)[number], number>>;

type Kept = Pick<Order, 'status' | 'shipments'>;

type Units = Pick<OrderLine, 'lineId' | 'quantity' | 'cancelledBeforeCapture' | 'cancelledAfterCapture'>;

export function unitsOf(line: Units, order: Kept): LineUnits {
  const { lineId, quantity } = line;
  let here = unitsKept(line);
  const units = { cancelled: quantity - here, waiting: 0, reserved: 0, onTheWay: 0, delivered: 0, lost: 0, cameBack: 0 };
  for (const shipment of liveShipments(order).filter(hasLeft)) {
    const left = shipment.lines.filter((part) => part.lineId === lineId).reduce((sum, part) => sum + part.quantity, 0);
    units[whereabouts(shipment)] += left;
    here -= left;
  }
  units[whereNotLeft(order)] += here;
  return units;
}

function whereabouts({ status, settledAt }: Shipment): 'onTheWay' | 'delivered' | 'lost' | 'cameBack' {
  if (status === 'delivered') return 'delivered';
  if (status === 'returned') return 'cameBack';
  return status === 'lost' && settledAt !== undefined ? 'lost' : 'onTheWay';
}

function whereNotLeft({ status }: Kept): 'cancelled' | 'waiting' | 'reserved' {
  if (status === 'PENDING' || status === 'CREATED') return 'waiting';
  return status === 'CANCELED' || status === 'REJECTED' ? 'cancelled' : 'reserved';
}
