import { costOfUnits, ownCents } from '../../domain/line-money.ts';
import { sumOf } from '../../domain/money.ts';
import type { Order, OrderLine } from '../../domain/order.ts';
import { isCapturedByShipment } from '../../domain/shipment-capture.ts';
import { hasLeft, type Shipment, type ShipmentCapture } from '../../domain/shipment.ts';

type Taking = Shipment & { readonly capture: ShipmentCapture };

/** What is wrong with the money of parcels, where each is captured by itself: nobody's units are taken twice, and none is forgotten. */
export function miscaptured(order: Order): string | undefined {
  if (!isCapturedByShipment(order)) return undefined;
  const wrong = order.shipments.find((shipment) => hasLeft(shipment) !== (shipment.capture !== undefined));
  if (wrong) return `${wrong.shipmentId} is ${wrong.status}, and ${wrong.capture ? 'takes money' : 'takes none'}`;
  const taking = order.shipments.filter((shipment): shipment is Taking => shipment.capture !== undefined);
  const uneven = taking.find(({ capture }) => sumOf(capture.lines) + (capture.ownCents ?? 0) !== capture.amountCents);
  if (uneven) return `what ${uneven.shipmentId} takes is not the sum of its parts`;
  const { capturedCents, writtenOffCents } = order.payment;
  const [captured, writtenOff] = [takenAs(taking, 'captured'), takenAs(taking, 'written_off')];
  if (captured !== capturedCents) return `its parcels were captured for ${captured}, and it for ${capturedCents}`;
  if (writtenOff !== writtenOffCents) return `its parcels were written off for ${writtenOff}, and it for ${writtenOffCents}`;
  const own = taking.reduce((sum, { capture }) => sum + (capture.ownCents ?? 0), 0);
  if (own !== ownCents(order)) return `${own} of what is of no line went with its parcels, and it is ${ownCents(order)}`;
  const line = order.items.find((each) => takenOf(taking, each) !== costOfUnits(each, unitsIn(taking, each)));
  return line && `its parcels take ${takenOf(taking, line)} for ${unitsIn(taking, line)} of ${line.lineId}`;
}

function takenAs(taking: readonly Taking[], status: ShipmentCapture['status']): number {
  return sumOf(taking.flatMap(({ capture }) => (capture.status === status ? [capture] : [])));
}

function takenOf(taking: readonly Taking[], { lineId }: OrderLine): number {
  return sumOf(taking.flatMap(({ capture }) => capture.lines.filter((part) => part.lineId === lineId)));
}

function unitsIn(taking: readonly Taking[], { lineId }: OrderLine): number {
  return taking.flatMap(({ lines }) => lines).reduce((sum, part) => (part.lineId === lineId ? sum + part.quantity : sum), 0);
}
