import { captureActivities } from '../../activities/capture.ts';
import { trackingActivities } from '../../activities/tracking.ts';
import { captureIdOf, shipmentIdOf } from '../../domain/identifiers.ts';
import type { Order } from '../../domain/order.ts';
import type { Run } from '../support/workflow-run.ts';
import { cause } from '../support/orders.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { portsOver } from '../support/workflow-world.ts';

/** What a restored backup makes of a workflow: its row, its money and its parcel are further than it remembers. */
const lab = useLab({ reservationMs: 2000, silenceMs: 60 * 60_000 });

async function rowIsAhead(run: Run): Promise<void> {
  const { orders, payments, carrier } = run.world;
  const reference = `pay_${run.order.id}_1`;
  payments.settle('authorised');
  const { payment, totalCents, items } = run.world.order;
  const authorised: Order['payment'] = { ...payment, status: 'authorised', authorisedCents: totalCents, reference, attempts: 1 };
  await orders.change(run.order.id, 'confirmed', cause, () => ({ status: 'CONFIRMED', payment: authorised, why: 'Paid.' }));
  const booking = await carrier.book({ reference: shipmentIdOf(run.order.id, 1) });
  const lines = items.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const shipmentId = shipmentIdOf(run.order.id, 1);
  const shipment = {
    shipmentId,
    trackingNumber: booking.trackingNumber,
    status: 'booked',
    lines,
    bookedAt: new Date().toISOString(),
  } as const;
  await orders.change(run.order.id, 'fulfilling', cause, () => ({ status: 'FULFILLING', shipments: [shipment], why: 'Booked.' }));
}

async function expiredOver(ahead: (run: Run) => Promise<void>): Promise<Run> {
  const run = lab().prepare();
  run.world.payments.answer = 'requires_action';
  await run.start();
  await run.records('orders.payment_changed');
  await ahead(run);
  return run;
}

async function hasLeft(run: Run): Promise<void> {
  await rowIsAhead(run);
  await run.world.stock.ship({ orderId: run.order.id, step: 'shipped', lines: run.world.order.items });
  const at = new Date().toISOString();
  const shipments = run.world.order.shipments.map((shipment) => ({ ...shipment, status: 'picked_up' as const, pickedUpAt: at }));
  await run.world.orders.change(run.order.id, 'shipped', cause, () => ({ status: 'SHIPPED', shipments, why: 'Picked up.' }));
  run.world.carrier.status = 'picked_up';
}

async function isCompleted(run: Run): Promise<void> {
  await rowIsAhead(run);
  const ports = portsOver(() => run.world);
  const tracking = trackingActivities({ ...ports, now: lab().now, capturePerShipment: false });
  const orderId = run.order.id;
  const step = { orderId, cause, shipmentId: shipmentIdOf(orderId, 1), version: 1 };
  run.world.carrier.status = 'delivered';
  await tracking.recordPickUp(step);
  await captureActivities(ports).capturePayment({ orderId, cause, captureId: captureIdOf(orderId, 1) });
  await tracking.recordDelivery({ ...step, isPaid: true });
}

describe('a reservation that expires in a workflow older than its order', () => {
  workflowTest('undoes nothing of an order that was handed over, and goes on with it', async () => {
    const run = await expiredOver(rowIsAhead);
    await run.shows('waiting for the carrier');
    expect([run.world.stock.state, run.world.payments.live, run.world.carrier.status]).toEqual(['reserved', 1, 'booked']);
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([run.world.stock.state, run.world.payments.captures, run.world.carrier.bookings]).toEqual(['shipped', 1, 1]);
  });

  workflowTest('undoes nothing of an order that has left', async () => {
    const run = await expiredOver(hasLeft);
    await run.shows('waiting for the delivery');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([run.world.stock.state, run.world.payments.captures]).toEqual(['shipped', 1]);
  });

  // So it is, too, when the task was lost in which everything was done: a carrier may be that fast.
  workflowTest('undoes nothing of an order that is completed, and ends', async () => {
    const run = await expiredOver(isCompleted);
    expect(await run.end()).toBe('COMPLETED');
    expect([run.world.stock.state, run.world.payments.captures, run.world.carrier.bookings]).toEqual(['shipped', 1, 1]);
    expect(run.world.events.at(-1)).toBe('completed');
  });
});
