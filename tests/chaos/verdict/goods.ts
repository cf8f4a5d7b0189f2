import { unitsOf, type LineUnits } from '../../../domain/line-units.ts';
import { liveShipments, quantitiesBySku } from '../../../domain/order-quantities.ts';
import { isAtItsEnd } from '../../../domain/order-status.ts';
import { hasLeft } from '../../../domain/shipment.ts';
import { STOCK } from '../order-plan.ts';
import type { Evidence, History, Violation } from './evidence.ts';

/** Those that the order says have left, and none for an order that did not leave. */
export function* parcelsAgree({ histories, parcels }: Evidence): Generator<Violation> {
  const byOrder = Map.groupBy(parcels, ({ order_id }) => order_id);
  for (const { id: orderId, script, order } of histories) {
    const travelling = (byOrder.get(orderId) ?? []).filter((parcel) => !parcel.is_cancelled).length;
    const wanted = liveShipments(order).filter(hasLeft).length;
    if (!isAtItsEnd(order.status) || travelling === wanted) continue;
    yield { check: 'each parcel once, or none', script, orderId, says: `${order.status}, and the carrier has ${travelling} parcels` };
  }
}

/** On hand is what there was, or came last, less what has left, and what came back of it to be sold again; reserved are units of orders that go on. */
export function* stockAgrees({ histories, stock, tolds }: Evidence): Generator<Violation> {
  const check = 'goods are counted once';
  const arrived = new Map(tolds.flatMap((told) => (told.arrived ? [[told.arrived.sku, told.arrived.onHand] as const] : [])));
  const gone = countUnits(histories, (units) => units.onTheWay + units.delivered + units.lost + units.cameBack - units.restocked);
  const here = countUnits(
    histories.filter(({ order }) => !isAtItsEnd(order.status)),
    (units) => units.waiting + units.reserved,
  );
  for (const { sku, on_hand, reserved } of stock) {
    const left = (arrived.get(sku) ?? STOCK[sku] ?? 0) - (gone.get(sku) ?? 0);
    if (on_hand !== left) yield { check, says: `${sku}: ${on_hand} on hand, and ${left} should be left` };
    if (reserved < 0 || reserved > (here.get(sku) ?? 0))
      yield { check, says: `${sku}: ${reserved} reserved, and open orders want ${here.get(sku) ?? 0}` };
  }
}

function countUnits(histories: readonly History[], wanted: (units: LineUnits) => number): Map<string, number> {
  return quantitiesBySku(
    histories.flatMap(({ order }) => order.items.map((line) => ({ ...line, quantity: wanted(unitsOf(line, order)) }))),
  );
}
