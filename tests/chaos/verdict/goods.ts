import { liveShipments, quantitiesBySku, unitsKept } from '../../../domain/order-quantities.ts';
import { isAtItsEnd } from '../../../domain/order-status.ts';
import { STOCK } from '../order-plan.ts';
import type { Evidence, History, Violation } from './evidence.ts';

/** Those that the order says are with the carrier, and none for an order that did not leave. */
export function* parcelsAgree({ histories, parcels }: Evidence): Generator<Violation> {
  const byOrder = Map.groupBy(parcels, ({ order_id }) => order_id);
  for (const history of histories) {
    const { id: orderId, script, order } = history;
    const travelling = (byOrder.get(orderId) ?? []).filter((parcel) => !parcel.is_cancelled);
    const wanted = hasLeft(history) ? liveShipments(order).length : 0;
    if (!isAtItsEnd(order.status) || travelling.length === wanted) continue;
    yield { check: 'one parcel, or none', script, orderId, says: `${order.status}, and the carrier has ${travelling.length} parcels` };
  }
}

/** What is on hand is what there was less what has left; what is reserved belongs to orders that go on. */
export function* stockAgrees({ histories, stock }: Evidence): Generator<Violation> {
  const check = 'goods are counted once';
  const gone = unitsOf(histories.filter(hasLeft));
  const open = unitsOf(histories.filter((history) => !hasLeft(history) && !isAtItsEnd(history.order.status)));
  for (const { sku, on_hand, reserved } of stock) {
    const left = (STOCK[sku] ?? 0) - (gone.get(sku) ?? 0);
    if (on_hand !== left) yield { check, says: `${sku}: ${on_hand} on hand, and ${left} should be left` };
    if (reserved < 0 || reserved > (open.get(sku) ?? 0))
      yield { check, says: `${sku}: ${reserved} reserved, and open orders want ${open.get(sku) ?? 0}` };
  }
}

function hasLeft({ events }: History): boolean {
  return events.some(({ type }) => type === 'orders.shipped');
}

function unitsOf(histories: readonly History[]): Map<string, number> {
  return quantitiesBySku(histories.flatMap(({ order }) => order.items.map((line) => ({ ...line, quantity: unitsKept(line) }))));
}
