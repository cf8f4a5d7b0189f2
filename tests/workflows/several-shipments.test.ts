import { shipmentIdOf } from '../../domain/identifiers.ts';
import { unbookedLines } from '../../domain/order-quantities.ts';
import type { OrderReason } from '../../domain/order.ts';
import { booked, parcel } from '../support/workflow-parcels.ts';
import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

/** A planner that puts each line into a parcel of its own. */
const lab = useLab({}, {}, (order) => unbookedLines(order).map((line) => [line]));

const ITEMS = [
  { sku: 'A', quantity: 2, priceCents: 1000 },
  { sku: 'B', quantity: 1, priceCents: 501 },
];

function twoParcels(): Run {
  return lab().prepare({ items: ITEMS });
}

async function started(run = twoParcels()): Promise<Run> {
  return booked(2, run);
}

const statuses = (run: Run) => run.world.order.shipments.map(({ status }) => status);

describe('an order in two parcels', () => {
  workflowTest('books each line in a shipment of its own, and is FULFILLING from the first', async () => {
    const run = await started();
    expect(run.world.order.shipments).toMatchObject([
      { shipmentId: shipmentIdOf(run.order.id, 1), lines: [{ lineId: 'line_1', quantity: 2 }], status: 'booked' },
      { shipmentId: shipmentIdOf(run.order.id, 2), lines: [{ lineId: 'line_2', quantity: 1 }], status: 'booked' },
    ]);
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'shipment_changed']);
  });

  workflowTest('is SHIPPED with the last pick-up and DELIVERED with the last arrival, whichever comes first', async () => {
    const run = await started();
    await parcel(run, 2, 'picked_up');
    await run.records('orders.payment_changed');
    expect([run.world.order.status, ...statuses(run)]).toEqual(['FULFILLING', 'booked', 'picked_up']);
    expect([run.world.stock.level('A'), run.world.stock.level('B')]).toEqual([
      { onHand: 10, reserved: 2 },
      { onHand: 9, reserved: 0 },
    ]);
    await parcel(run, 2, 'delivered');
    await run.records('orders.shipment_changed', 3);
    await parcel(run, 1, 'picked_up');
    await run.reaches('SHIPPED');
    expect(statuses(run)).toEqual(['picked_up', 'delivered']);
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([run.world.payments.captures, run.world.stock.level('A').reserved]).toEqual([1, 0]);
    expect(run.world.events.filter((event) => ['shipped', 'delivered', 'completed'].includes(event))).toEqual([
      'shipped',
      'delivered',
      'completed',
    ]);
  });

  workflowTest('keeps a delivery when the pick-up of its parcel is told later, while another waits (nearmerch #214)', async () => {
    const run = await started();
    await parcel(run, 1, 'delivered');
    await run.records('orders.shipment_changed', 3);
    await run.tell('picked_up', shipmentIdOf(run.order.id, 1));
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    const seen = run.world.orders.events.flatMap(({ order }) => order.shipments[0]?.status ?? []);
    expect(seen.filter((status, index) => status !== seen[index - 1])).toEqual(['booked', 'picked_up', 'delivered']);
  });

  workflowTest('takes a notification of one parcel for no other', async () => {
    const run = await started();
    await run.tell('delivered', 'ship_of-another-order_1');
    await parcel(run, 1, 'delivered');
    await run.records('orders.shipment_changed', 3);
    expect(statuses(run)).toEqual(['delivered', 'booked']);
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('refuses a cancel of the whole once one parcel has left', async () => {
    const run = await started();
    await parcel(run, 1, 'picked_up');
    await run.records('orders.payment_changed');
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_TOO_LATE' });
    await parcel(run, 1, 'delivered');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('is cancelled when the carrier lets both parcels go', async () => {
    const run = await started();
    expect(await run.cancel()).toBe('settled');
    expect(await run.end()).toBe('CANCELED');
    expect([...run.world.carrier.parcels.values()]).toEqual(['cancelled', 'cancelled']);
    expect(run.world.stock.level('A').reserved + run.world.stock.level('B').reserved).toBe(0);
  });

  workflowTest('stays whole when the carrier keeps the second parcel: what it let go is booked again', async () => {
    const run = twoParcels();
    run.world.carrier.keepsParcel = [shipmentIdOf(run.order.id, 2)];
    await started(run);
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    await run.records('orders.cancel_refused');
    await run.calls('carrier.book', 3);
    await run.records('orders.shipment_changed', 3);
    expect(run.world.order.shipments.map(({ shipmentId, status }) => [shipmentId, status])).toEqual([
      [shipmentIdOf(run.order.id, 1), 'cancelled'],
      [shipmentIdOf(run.order.id, 2), 'booked'],
      [shipmentIdOf(run.order.id, 3), 'booked'],
    ]);
    await parcel(run, 3, 'delivered');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('pays back the parcel that was lost, and is completed by the other', async () => {
    const run = await started();
    await parcel(run, 1, 'delivered');
    await parcel(run, 2, 'picked_up');
    await run.reaches('SHIPPED');
    await parcel(run, 2, 'lost');
    await run.asks('PARCEL_LOST');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 2501, refundedCents: 501 });
    expect(run.world.events.slice(-3)).toEqual(['refunded', 'delivered', 'completed']);
  });

  workflowTest.each([
    ['lost', 'PARCEL_LOST'],
    ['returned', undefined],
  ] as const)('pays back the parcel that was %s before the other arrives, too', async (outcome, question) => {
    const run = await started();
    await parcel(run, 1, 'picked_up');
    await run.records('orders.payment_changed');
    await parcel(run, 1, outcome);
    if (question) {
      await run.asks(question);
      await run.resolve('refund');
    }
    await parcel(run, 2, 'picked_up');
    await run.reaches('SHIPPED');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 2501, refundedCents: 2000 });
  });

  workflowTest('is RETURNED when both came back, with all the money', async () => {
    const run = await started();
    for (const place of [1, 2]) await parcel(run, place, 'returned');
    expect(await run.end()).toBe('RETURNED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 2501, refundedCents: 2501 });
  });

  workflowTest('goes on with both parcels in a run that is started anew', async () => {
    const run = await started();
    await parcel(run, 1, 'picked_up');
    await run.records('orders.payment_changed');
    await run.terminate();
    // Nobody hears of it: the carrier is asked.
    run.world.carrier.parcels.set(shipmentIdOf(run.order.id, 2), 'picked_up');
    await run.startAgain();
    await run.reaches('SHIPPED');
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.carrier.bookings).toBe(2);
  });

  workflowTest('books the rest when the carrier refuses one for a while, and cancels when it refuses for good', async () => {
    const run = twoParcels();
    run.world.faults.fail('carrier.book', { times: 2 });
    await started(run);
    expect(run.world.carrier.bookings).toBe(2);
    await run.cancel();
    const refused = twoParcels();
    refused.world.carrier.refusesToBook = true;
    await refused.start();
    expect(await refused.end()).toBe('CANCELED');
    expect(refused.world.order.reason satisfies OrderReason | undefined).toMatchObject({ code: 'carrier_refused' });
  });
});

/** What an order costs, whatever the machine: events of its history, and calls of ports, each of them a statement or a partner's. */
async function costOf(parcels: number): Promise<{ events: number; calls: number }> {
  const items = Array.from({ length: parcels }, (_, index) => ({ sku: `SKU-${index}`, quantity: 1, priceCents: 1999 }));
  const run = lab().prepare({ items });
  const places = items.map((_, index) => shipmentIdOf(run.order.id, index + 1));
  await run.start();
  await run.records('orders.shipment_changed', parcels - 1);
  await run.shows('waiting for the carrier');
  for (const event of ['picked_up', 'delivered'] as const) {
    for (const shipmentId of places) run.world.carrier.parcels.set(shipmentId, event);
    await Promise.all(places.map((shipmentId) => run.tell(event, shipmentId)));
    await run.reaches(event === 'picked_up' ? 'SHIPPED' : 'DELIVERED');
  }
  expect(await run.end()).toBe('COMPLETED');
  const { events } = await run.handle.fetchHistory();
  return { events: events?.length ?? 0, calls: run.world.faults.calls.length };
}

describe('an order in ten parcels', () => {
  workflowTest('costs at most four times the history of one in one parcel, and five times the calls', async () => {
    const [one, ten] = [await costOf(1), await costOf(10)];
    expect(ten.events).toBeLessThanOrEqual(4 * one.events);
    expect(ten.calls).toBeLessThanOrEqual(5 * one.calls);
  });
});
