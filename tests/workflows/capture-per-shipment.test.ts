import { planParcels } from '../../domain/fulfilment-planner.ts';
import { shipmentCaptureIdOf, shipmentIdOf } from '../../domain/identifiers.ts';
import type { OrderRequest } from '../../domain/order.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { booked, parcel } from '../support/workflow-parcels.ts';
import type { Run } from '../support/workflow-run.ts';

/** Two units a parcel, and each captured as it leaves. */
const lab = useLab({}, {}, planParcels(2), true);

const ITEMS = [
  { sku: 'A', quantity: 2, priceCents: 1000 },
  { sku: 'B', quantity: 1, priceCents: 999 },
];

const captureId = (run: Run, place: number) => shipmentCaptureIdOf(shipmentIdOf(run.order.id, place));
const money = ({ world }: Run) => {
  const { authorisedCents, capturedCents, refundedCents } = world.order.payment;
  return [authorisedCents, capturedCents, refundedCents];
};
const captures = ({ world }: Run) => world.order.shipments.map(({ capture }) => [capture?.status, capture?.amountCents]);
const provided = ({ world, order }: Run) => world.payments.find(`pay_${order.id}_1`);

async function firstLeft(run = lab().prepare({ items: ITEMS })): Promise<Run> {
  await booked(2, run);
  await parcel(run, 1, 'picked_up');
  await run.records('orders.payment_changed');
  return run;
}

describe('an order whose parcels are captured each by itself', () => {
  workflowTest('takes 2000 of 2999 with the first, and no more when the rest is cancelled: that is released (case 5)', async () => {
    const run = await firstLeft();
    expect([money(run), run.world.order.payment.status]).toEqual([[2999, 2000, 0], 'authorised']);
    expect(await provided(run)).toMatchObject({ status: 'authorised', captures: [{ captureId: captureId(run, 1), amountCents: 2000 }] });
    await run.cancelLines({ line_2: 1 });
    await run.records('orders.payment_changed', 2);
    expect(run.world.order).toMatchObject({ status: 'SHIPPED', payment: { status: 'captured' }, refunds: [] });
    expect(await provided(run)).toMatchObject({ status: 'captured', capturedCents: 2000 });
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([2999, 2000, 0]);
  });

  workflowTest('takes the rest with the second, which asks the provider for nothing more', async () => {
    const run = await firstLeft();
    await parcel(run, 1, 'delivered');
    await parcel(run, 2, 'picked_up');
    await run.records('orders.payment_changed', 2);
    expect(captures(run)).toEqual([
      ['captured', 2000],
      ['captured', 999],
    ]);
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([money(run), run.world.order.payment.status, run.world.faults.count('payments.void')]).toEqual([[2999, 2999, 0], 'captured', 0]);
  });

  workflowTest('takes what is of no line with the parcel that leaves first, whichever it is', async () => {
    const adjustments: OrderRequest['adjustments'] = [{ type: 'shipping', amountCents: 500 }];
    const run = await booked(2, lab().prepare({ items: ITEMS, adjustments }));
    await parcel(run, 2, 'picked_up');
    await run.records('orders.payment_changed');
    expect(money(run)).toEqual([3499, 1499, 0]);
    await parcel(run, 2, 'delivered');
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([money(run), captures(run)]).toEqual([
      [3499, 3499, 0],
      [
        ['captured', 2000],
        ['captured', 1499],
      ],
    ]);
  });

  workflowTest('of one parcel costs what it costs otherwise: one capture of the whole, and nothing else is asked', async () => {
    const run = await booked(1, lab().prepare({ items: [{ sku: 'A', quantity: 2, priceCents: 1000 }] }));
    const before = run.world.faults.count('payments.find');
    await parcel(run, 1, 'picked_up');
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed']);
    expect([run.world.payments.captures, run.world.faults.count('payments.find') - before]).toEqual([1, 0]);
  });

  workflowTest.each([
    ['its answer is lost', { point: 'payments.capture', after: true }],
    ['it is not recorded', { point: 'orders.change:captured', after: false }],
  ] as const)('captures the first parcel once when %s', async (_what, { point, after }) => {
    const run = await booked(2, lab().prepare({ items: ITEMS }));
    run.world.faults.fail(point, { times: 1, after });
    await parcel(run, 1, 'picked_up');
    await run.records('orders.payment_changed');
    expect([money(run), run.world.payments.captures]).toEqual([[2999, 2000, 0], 1]);
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('captures the first parcel once when the worker dies between the capture and its record: still 2000', async () => {
    const run = await booked(2, lab().prepare({ items: ITEMS }));
    const gate = run.world.faults.block('orders.change:captured');
    await parcel(run, 1, 'picked_up');
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    await run.records('orders.payment_changed');
    expect((await provided(run))?.capturedCents).toBe(2000);
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect([money(run), run.world.payments.captures]).toEqual([[2999, 2999, 0], 2]);
  });

  workflowTest('releases the rest in a run that is started anew after everything was captured', async () => {
    const run = await firstLeft();
    const gate = run.world.faults.block('payments.void');
    await run.cancelLines({ line_2: 1 });
    await gate.reached;
    await run.terminate();
    run.world.faults.clear();
    await run.startAgain();
    await parcel(run, 1, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(await provided(run)).toMatchObject({ status: 'captured', capturedCents: 2000 });
  });
});

describe('a second capture that is declined', () => {
  async function declined(): Promise<Run> {
    const run = lab().prepare({ items: ITEMS });
    run.world.payments.declinesCapture = [captureId(run, 2)];
    await firstLeft(run);
    await parcel(run, 2, 'picked_up');
    await run.asks('CAPTURE_DECLINED');
    return run;
  }

  workflowTest('waits for a person, who writes that parcel off: the first stays paid, and the rest is released', async () => {
    const run = await declined();
    expect(run.world.order.needsAttention).toMatchObject({ choices: ['retry_capture', 'write_off'] });
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    await run.reaches('DELIVERED');
    await run.resolve('write_off');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ status: 'captured', capturedCents: 2000, writtenOffCents: 999 });
    expect([captures(run)[1], (await provided(run))?.status]).toEqual([['written_off', 999], 'captured']);
  });

  workflowTest('is taken with retry_capture once the provider takes it', async () => {
    const run = await declined();
    run.world.payments.declinesCapture = false;
    await run.resolve('retry_capture');
    for (const place of [1, 2]) await parcel(run, place, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 2999, writtenOffCents: 0 });
  });

  workflowTest('that was written off is paid back to nobody when its parcel is lost', async () => {
    const run = await declined();
    await run.resolve('write_off');
    await run.records('orders.attention_resolved');
    await parcel(run, 1, 'delivered');
    await parcel(run, 2, 'lost');
    await run.asks('PARCEL_LOST');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
    expect([money(run), run.world.order.refunds]).toEqual([[2999, 2000, 0], []]);
  });
});

describe('what was captured of one parcel', () => {
  workflowTest('goes back when that parcel is lost, and the other stays paid', async () => {
    const run = await firstLeft();
    await parcel(run, 1, 'lost');
    await run.asks('PARCEL_LOST');
    await run.resolve('refund');
    await parcel(run, 2, 'picked_up');
    await run.reaches('SHIPPED');
    await parcel(run, 2, 'delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(money(run)).toEqual([2999, 2999, 2000]);
  });
});

describe('a payment that can be captured once only', () => {
  workflowTest(
    'is captured as a whole with the first parcel, and what is cancelled later goes back (case 5, without the capability)',
    async () => {
      const run = lab().prepare({ items: ITEMS });
      run.world.payments.isCapturedOnce = true;
      await booked(2, run);
      await parcel(run, 1, 'picked_up');
      await run.records('orders.payment_changed', 2);
      expect([money(run), captures(run)]).toEqual([
        [2999, 2999, 0],
        [
          [undefined, undefined],
          [undefined, undefined],
        ],
      ]);
      await run.cancelLines({ line_2: 1 });
      await run.records('orders.refunded');
      await parcel(run, 1, 'delivered');
      expect(await run.end()).toBe('COMPLETED');
      expect([money(run), run.world.payments.captures]).toEqual([[2999, 2999, 999], 1]);
    },
  );
});
