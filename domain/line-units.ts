import { liveShipments, unitsKept } from './order-quantities.ts';
import type { Order, OrderLine } from './order.ts';
import { isAnnounced } from './return.ts';
import { hasLeft, type Shipment } from './shipment.ts';

/**
 * Where the units of a line are; each is in one place, and together they are the quantity.
 * `waiting`: not reserved, as far as the order tells. `lost`: and settled with the customer. `cameBack`: undelivered.
 */
export const UNIT_PLACES = ['cancelled', 'waiting', 'reserved', 'onTheWay', 'delivered', 'lost', 'cameBack'] as const;
/** Of the units that were delivered: `announced` to come back, put back into stock, scrapped. */
export const RETURN_PLACES = ['announced', 'restocked', 'scrapped'] as const;
export type LineUnits = Readonly<Record<(typeof UNIT_PLACES)[number] | (typeof RETURN_PLACES)[number], number>>;

type Kept = Pick<Order, 'status' | 'shipments' | 'returns'>;

type Units = Pick<OrderLine, 'lineId' | 'quantity' | 'cancelledBeforeCapture' | 'cancelledAfterCapture' | 'waiting'>;

export function unitsOf(line: Units, order: Kept): LineUnits {
  const { lineId, quantity } = line;
  let here = unitsKept(line);
  const units = { cancelled: quantity - here, waiting: 0, reserved: 0, onTheWay: 0, delivered: 0, lost: 0, cameBack: 0 };
  for (const shipment of liveShipments(order).filter(hasLeft)) {
    const left = shipment.lines.filter((part) => part.lineId === lineId).reduce((sum, part) => sum + part.quantity, 0);
    units[whereabouts(shipment)] += left;
    here -= left;
  }
  if (line.waiting === undefined) units[whereNotLeft(order)] += here;
  else Object.assign(units, { waiting: line.waiting, reserved: here - line.waiting });
  return { ...units, ...unitsBack(lineId, order) };
}

/** Of an order of which something was delivered, every unit that was; and what was received is settled. */
export function isEveryDeliveredUnitBack(order: Kept & Pick<Order, 'items'>): boolean {
  const lines = order.items.map((line) => unitsOf(line, order));
  const isBack =
    lines.some(({ delivered }) => delivered > 0) && lines.every((units) => units.delivered === units.restocked + units.scrapped);
  return isBack && (order.returns ?? []).every(({ status }) => status !== 'received');
}

function unitsBack(lineId: string, { returns = [] }: Kept): Pick<LineUnits, (typeof RETURN_PLACES)[number]> {
  const units = { announced: 0, restocked: 0, scrapped: 0 };
  for (const each of returns) {
    for (const line of each.lines.filter((known) => known.lineId === lineId)) {
      if (isAnnounced(each)) units.announced += line.quantity;
      units.restocked += line.restocked ?? 0;
      units.scrapped += line.scrapped ?? 0;
    }
  }
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
