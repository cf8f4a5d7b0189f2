import { dueCents, ownCents } from '../../../domain/line-money.ts';
import { isAtItsEnd } from '../../../domain/order-status.ts';
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

function sum(own: readonly PaymentRow[], column: 'captured' | 'refunded'): number {
  return own.reduce((cents, payment) => cents + payment[column], 0);
}
