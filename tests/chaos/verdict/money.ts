import { isDeepStrictEqual } from 'node:util';
import { captureIdOf, shipmentCaptureIdOf } from '../../../domain/identifiers.ts';
import { dueCents, ownCents } from '../../../domain/line-money.ts';
import type { Order } from '../../../domain/order.ts';
import { isAtItsEnd } from '../../../domain/order-status.ts';
import { isCapturedByShipment } from '../../../domain/shipment-capture.ts';
import type { Evidence, PaymentRow, Violation } from './evidence.ts';

const LIVE: ReadonlySet<string> = new Set(['authorised', 'requires_action']);

/** The provider's ledger beside the orders': captured once and in full, or nothing held and nothing kept. */
export function* moneyAgrees({ histories, payments }: Evidence): Generator<Violation> {
  const check = 'money is taken once, and given back';
  const known = new Map(histories.map((history) => [history.id, history]));
  for (const { order_id: orderId, reference, status } of payments) {
    if (!known.has(orderId) && LIVE.has(status)) yield { check, orderId, says: `${reference} is ${status}, and there is no such order` };
  }
  const byOrder = Map.groupBy(payments, (payment) => payment.order_id);
  for (const { id: orderId, script, order } of histories) {
    if (!isAtItsEnd(order.status)) continue;
    const own = byOrder.get(orderId) ?? [];
    const [captured, refunded] = [sum(own, 'captured'), sum(own, 'refunded')];
    const place = { check, script, orderId };
    const { payment, status } = order;
    const due = status === 'COMPLETED' || status === 'RETURNED' ? dueCents(order) - payment.writtenOffCents : captured;
    if (captured !== due) yield { ...place, says: `${status}: the provider captured ${captured} of ${due}` };
    const names = Object.assign({}, ...own.map(({ captures }) => captures)) as PaymentRow['captures'];
    if (!isDeepStrictEqual(names, capturesOf(order)))
      yield { ...place, says: `the provider captured ${JSON.stringify(names)} of ${JSON.stringify(capturesOf(order))}` };
    if (own.filter((each) => each.captured > 0).length > 1) yield { ...place, says: 'it was captured under several references' };
    // Of what was delivered before it came back, fees are kept.
    const mostKept = status === 'RETURNED' ? (order.returns ? captured : ownCents(order)) : 0;
    if (status !== 'COMPLETED' && (captured < refunded || captured - refunded > mostKept))
      yield { ...place, says: `${status}: captured ${captured}, given back ${refunded}` };
    if (refunded !== payment.refundedCents)
      yield { ...place, says: `the provider gave back ${refunded}, the order says ${payment.refundedCents}` };
    const live = own.filter((each) => LIVE.has(each.status));
    if (live.length > 0) yield { ...place, says: `${status}: ${live.map((each) => each.reference).join(', ')} still holds money` };
  }
}

/** What the provider has to have captured under which name: of each parcel, or of the whole. */
function capturesOf(order: Order): PaymentRow['captures'] {
  const { capturedCents } = order.payment;
  if (!isCapturedByShipment(order)) return capturedCents > 0 ? { [captureIdOf(order.id, 1)]: capturedCents } : {};
  const taken = order.shipments.flatMap(({ shipmentId, capture }) =>
    capture?.status === 'captured' && capture.amountCents > 0 ? [[shipmentCaptureIdOf(shipmentId), capture.amountCents]] : [],
  );
  return Object.fromEntries(taken) as PaymentRow['captures'];
}

function sum(own: readonly PaymentRow[], column: 'captured' | 'refunded'): number {
  return own.reduce((cents, payment) => cents + payment[column], 0);
}
