import { returnActivities, type ReturnTerms } from '../../activities/return.ts';
import { refundActivities } from '../../activities/refund.ts';
import { shipmentIdOf } from '../../domain/identifiers.ts';
import { newOrder, type Order, type OrderRequest } from '../../domain/order.ts';
import type { Shipment } from '../../domain/shipment.ts';
import { cause, order as newRequest } from './orders.ts';
import { RETURN_TERMS } from './return-terms.ts';
import { FakeOrders } from './workflow-fake-orders.ts';
import { FakePayments } from './workflow-fake-payments.ts';
import { FakeStock } from './workflow-fake-stock.ts';
import { Faults } from './workflow-faults.ts';

export const DELIVERED_AT = '2026-01-01T00:00:00.000Z';

/** An order that is delivered and paid for, in one parcel for each line. */
export function deliveredOrder(over: Partial<OrderRequest>): Order {
  const { id, request } = newRequest(over);
  const made = newOrder(id, request, DELIVERED_AT);
  const { totalCents } = made;
  const shipments = made.items.map(({ lineId, quantity }, index): Shipment => ({
    shipmentId: shipmentIdOf(id, index + 1),
    trackingNumber: 'T',
    status: 'delivered',
    lines: [{ lineId, quantity }],
    bookedAt: DELIVERED_AT,
    pickedUpAt: DELIVERED_AT,
    deliveredAt: DELIVERED_AT,
  }));
  const captured = { status: 'captured', authorisedCents: totalCents, capturedCents: totalCents, reference: `pay_${id}_1` } as const;
  const payment = totalCents === 0 ? made.payment : { ...made.payment, ...captured, attempts: 1 };
  return { ...made, shipments, status: 'COMPLETED', version: 1, payment };
}

/** The same with its stock, its provider, and the steps of returns and refunds over them; ten of each SKU there were. */
export async function deliveredWorld(over: Partial<OrderRequest>, terms: Partial<ReturnTerms> = {}) {
  const clock = { at: new Date(DELIVERED_AT) };
  const now = () => clock.at;
  const faults = new Faults();
  const [orders, payments, stock] = [new FakeOrders(faults, now), new FakePayments(faults), new FakeStock(faults)];
  const order = deliveredOrder(over);
  orders.order = order;
  await stock.reserve({ orderId: order.id, step: 'created', lines: order.items, expiresAt: DELIVERED_AT });
  await stock.ship({ orderId: order.id, step: 'shipped', lines: order.items });
  const act = {
    ...refundActivities({ orders, payments: Object.assign(payments, { list: async () => [] }), now }),
    ...returnActivities({ orders, stock, now, returns: { ...RETURN_TERMS, ...terms } }),
  };
  const step = { orderId: order.id, cause };
  return {
    orders,
    payments,
    stock,
    faults,
    clock,
    act,
    step,
    get order() {
      return orders.order ?? order;
    },
    /** As the workflow settles a return whose goods are here. */
    async settle(returnId: string): Promise<void> {
      await act.restockReturn({ ...step, returnId });
      const refund = await act.openRefundOfReturn({ ...step, returnId });
      if (refund.outcome === 'opened') await act.sendRefund({ ...step, refundId: refund.refundId });
      await act.closeReturn({ ...step, returnId });
    },
  };
}
export type DeliveredWorld = Awaited<ReturnType<typeof deliveredWorld>>;
