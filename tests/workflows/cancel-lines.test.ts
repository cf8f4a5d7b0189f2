import { lineCancelActivities } from '../../activities/cancel-lines.ts';
import { planParcels } from '../../domain/fulfilment-planner.ts';
import { shipmentIdOf } from '../../domain/identifiers.ts';
import { dueCents } from '../../domain/line-money.ts';
import { unitsOf } from '../../domain/line-units.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { cause } from '../support/orders.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { booked, parcel } from '../support/workflow-parcels.ts';
import type { Run } from '../support/workflow-run.ts';

/** How many units go into a parcel the order says; a carrier is soon asked. */
const lab = useLab({ silenceMs: 60_000 }, {}, (order) => planParcels(Number(order.metadata?.['perParcel'] ?? 0))(order));

const HELD: Partial<OrderRequest> = { holds: [{ reason: 'customer', placedBy: 'api' }] };
const perParcel = (units: number): Partial<OrderRequest> => ({ metadata: { perParcel: String(units) } });
const line = (sku: string, quantity: number, priceCents: number) => ({ sku, quantity, priceCents });

function prepared(items: OrderRequest['items'], over: Partial<OrderRequest>): Run {
  return lab().prepare({ items, ...over });
}

async function held(items: OrderRequest['items'], over: Partial<OrderRequest> = {}): Promise<Run> {
  const run = await prepared(items, { ...HELD, ...over }).start();
  await run.shows('every hold to be released');
  return run;
}

const money = ({ world }: Run) => [
  world.order.payment.authorisedCents,
  world.order.payment.capturedCents,
  world.order.payment.refundedCents,
];
const stock = ({ world }: Run, sku: string) => Object.values(world.stock.level(sku));
const parcels = ({ world }: Run) => world.order.shipments.map(({ status, lines }) => [status, ...lines.map(({ quantity }) => quantity)]);
const cancelled = ({ world }: Run) => world.order.items.map((each) => unitsOf(each, world.order).cancelled);

describe('a cancel of lines before the hand-over', () => {
  workflowTest('gives the units back to stock, and less is captured (case 1)', async () => {
    const run = await held([line('A', 3, 1000), line('B', 1, 501)]);
    await run.cancelLines({ line_1: 2 }, 'call-1');
    expect([dueCents(run.world.order), ...stock(run, 'A')]).toEqual([1501, 10, 1]);
    await run.cancelLines({ line_1: 2 }, 'call-1');
    expect(cancelled(run)).toEqual([2, 0]);
    await expect(run.cancelLines({ line_1: 2 })).rejects.toMatchObject({ code: 'LINES_NOT_CANCELLABLE' });
    await expect(run.cancelLines({ line_1: 4 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(money(run)).toEqual([3501, 1501, 0]);
    expect([stock(run, 'A'), stock(run, 'B')]).toEqual([
      [9, 0],
      [9, 0],
    ]);
    expect(run.world.events.filter((event) => event === 'changed')).toHaveLength(2);
  });

  workflowTest('splits the cents of a discount by units: three that cost 29.00 less one cost 19.34 (case 13)', async () => {
    const run = await held([line('C', 3, 1000)], { adjustments: [{ type: 'discount', amountCents: -100 }] });
    await run.cancelLines({ line_1: 1 });
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect(money(run)).toEqual([2900, 1934, 0]);
  });

  workflowTest('comes while the customer is asked: the payment of the whole will do', async () => {
    const run = prepared([line('A', 3, 1000)], {});
    await run.waitsForCustomer();
    await run.cancelLines({ line_1: 1 });
    expect(stock(run, 'A')).toEqual([10, 2]);
    run.world.payments.settle('authorised');
    await run.tellPayment();
    expect(await run.completes()).toBe('COMPLETED');
    expect(money(run)).toEqual([3000, 2000, 0]);
  });

  workflowTest('that leaves nothing cancels the order', async () => {
    const run = await held([line('A', 2, 1000), line('B', 1, 501)]);
    await run.cancelLines({ line_1: 2 });
    await run.cancelLines({ line_2: 1 });
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'changed', 'canceling', 'payment_changed', 'canceled']);
  });

  workflowTest('that leaves only what is free captures nothing, and gives the authorisation back', async () => {
    const run = await held([line('A', 2, 1000), line('GIFT', 1, 0)]);
    await run.cancelLines({ line_1: 2 });
    await run.release('hold_1');
    expect(await run.completes()).toBe('COMPLETED');
    expect([run.world.payments.captures, run.world.order.payment.status]).toEqual([0, 'voided']);
  });
});

describe('a cancel of lines that are booked', () => {
  workflowTest('takes the parcel with them back, and books what is left of it anew (case 2)', async () => {
    const run = await booked(2, prepared([line('A', 4, 250)], perParcel(2)));
    await run.cancelLines({ line_1: 1 });
    await run.records('orders.shipment_changed', 2);
    expect(parcels(run)).toEqual([
      ['booked', 2],
      ['cancelled', 2],
      ['booked', 1],
    ]);
    expect([dueCents(run.world.order), ...stock(run, 'A')]).toEqual([750, 10, 3]);
    await parcel(run, 1, 'delivered');
    await parcel(run, 3, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([...money(run), ...stock(run, 'A')]).toEqual([1000, 750, 0, 7, 0]);
  });

  workflowTest('is refused by a carrier that keeps the parcel, and leaves all as it was (case 2)', async () => {
    const run = prepared([line('A', 4, 250)], perParcel(2));
    run.world.carrier.keepsParcel = true;
    await booked(2, run);
    await expect(run.cancelLines({ line_1: 1 })).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    expect(parcels(run)).toEqual([
      ['booked', 2],
      ['booked', 2],
    ]);
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([...money(run), ...stock(run, 'A')]).toEqual([1000, 1000, 0, 6, 0]);
  });

  workflowTest('is refused as a whole when one of two parcels is kept: the other is booked again', async () => {
    const run = prepared([line('A', 4, 250)], perParcel(2));
    run.world.carrier.keepsParcel = [shipmentIdOf(run.order.id, 1)];
    await booked(2, run);
    await expect(run.cancelLines({ line_1: 3 })).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
    await run.records('orders.shipment_changed', 3);
    expect(parcels(run)).toEqual([
      ['booked', 2],
      ['cancelled', 2],
      ['booked', 2],
    ]);
    for (const place of [1, 3]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([1000, 1000, 0]);
  });

  workflowTest('of the only parcel books it anew, and nobody takes the order for cancelled', async () => {
    const run = await booked(1, prepared([line('A', 3, 1000)], {}));
    await run.cancelLines({ line_1: 1 });
    await run.records('orders.shipment_changed');
    expect(parcels(run)).toEqual([
      ['cancelled', 3],
      ['booked', 2],
    ]);
    // Longer than the carrier may be silent: what is taken back is not asked for.
    await lab().env.sleep('3 hours');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([3000, 2000, 0]);
  });

  workflowTest('that was recorded in a task that was lost is found out when the carrier is asked', async () => {
    const run = await booked(1, prepared([line('A', 3, 1000)], {}));
    const shipmentId = shipmentIdOf(run.order.id, 1);
    await run.world.carrier.cancel(shipmentId);
    const { cancelLines } = lineCancelActivities({ orders: run.world.orders, stock: run.world.stock });
    const items = [{ lineId: 'line_1', quantity: 1 }];
    await cancelLines({ orderId: run.order.id, cause, callId: 'lost', items, letGo: [shipmentId] });
    await lab().env.sleep('2 minutes');
    await run.records('orders.shipment_changed');
    expect(parcels(run)).toEqual([
      ['cancelled', 3],
      ['booked', 2],
    ]);
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([3000, 2000, 0]);
  });

  workflowTest('is not taken for a carrier that has given up, however long it cannot be recorded', async () => {
    const run = await booked(1, prepared([line('A', 3, 1000)], {}));
    run.world.faults.fail('stock.release');
    const cancelled = run.cancelLines({ line_1: 1 });
    await run.calls('stock.release');
    // Longer than the carrier may be silent: it is asked, and has let the parcel go.
    await lab().env.sleep('2 minutes');
    await run.calls('carrier.find');
    run.world.faults.mend('stock.release');
    await cancelled;
    await run.records('orders.shipment_changed');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([3000, 2000, 0]);
  });
});

describe('a cancel of lines after the first pick-up', () => {
  async function firstLeft(items: OrderRequest['items'], each: number): Promise<Run> {
    const run = await booked(2, prepared(items, perParcel(each)));
    await parcel(run, 1, 'picked_up');
    await run.records('orders.payment_changed');
    return run;
  }

  workflowTest('gives the money back that was captured for them; a whole cancel is refused and says so (case 3)', async () => {
    const run = await firstLeft([line('A', 2, 1000), line('B', 2, 700)], 2);
    await expect(run.cancel()).rejects.toMatchObject({ code: 'CANCEL_TOO_LATE', message: /Lines that have not left/ });
    await run.cancelLines({ line_2: 1 });
    await run.records('orders.refunded');
    expect(parcels(run)).toEqual([
      ['picked_up', 2],
      ['cancelled', 2],
      ['booked', 1],
    ]);
    for (const place of [1, 3]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([...money(run), ...stock(run, 'A'), ...stock(run, 'B')]).toEqual([3400, 3400, 700, 8, 0, 9, 0]);
  });

  workflowTest('is refused for units that have left', async () => {
    const run = await firstLeft([line('A', 2, 1000), line('B', 2, 700)], 2);
    await expect(run.cancelLines({ line_1: 1 })).rejects.toMatchObject({ code: 'LINES_NOT_CANCELLABLE' });
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('of all that has not left makes the order SHIPPED, and it ends with what left', async () => {
    const run = await firstLeft([line('A', 2, 1000), line('B', 2, 700)], 2);
    await parcel(run, 1, 'delivered');
    await run.cancelLines({ line_2: 2 });
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([3400, 3400, 1400]);
    expect(run.world.events.filter((event) => ['shipped', 'delivered', 'completed'].includes(event))).toEqual([
      'shipped',
      'delivered',
      'completed',
    ]);
  });

  workflowTest('waits with the money for its capture, and gives nothing back of what a person wrote off', async () => {
    const run = await booked(2, prepared([line('A', 2, 1000), line('B', 2, 700)], perParcel(2)));
    run.world.payments.declinesCapture = true;
    await parcel(run, 1, 'picked_up');
    await run.asks('CAPTURE_DECLINED');
    await run.cancelLines({ line_2: 2 });
    await run.resolve('write_off');
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([...money(run), run.world.order.payment.writtenOffCents]).toEqual([3400, 0, 0, 3400]);
  });

  workflowTest('is paid back in the run that is started anew', async () => {
    const run = await firstLeft([line('A', 2, 1000), line('B', 2, 700)], 2);
    run.world.faults.fail('payments.refund');
    await run.cancelLines({ line_2: 1 });
    await run.calls('payments.refund');
    await run.terminate();
    run.world.faults.mend('payments.refund');
    await run.startAgain();
    await run.records('orders.refunded');
    for (const place of [1, 3]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([3400, 3400, 700]);
  });
});
