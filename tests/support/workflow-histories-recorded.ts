import type { OrderRequest } from '../../domain/order.ts';
import type { Lab, Limits } from './workflow-lab.ts';
import type { Run } from './workflow-run.ts';

interface Course {
  readonly limits?: Partial<Limits>;
  readonly take: (lab: Lab) => Promise<Run>;
}

/** One order of each kind, taken to its end; the histories that the replay test keeps are named after them. */
export const COURSES: Readonly<Record<string, Course>> = {
  completed: { take: (lab) => started(lab).then(completed) },
  'rejected-out-of-stock': { take: (lab) => started(lab, ({ world }) => (world.stock.onHand = 0)) },
  'rejected-declined': { take: (lab) => started(lab, ({ world }) => (world.payments.answer = 'declined')) },
  'rejected-expired': {
    limits: { reservationMs: 1500 },
    take: (lab) => started(lab, ({ world }) => (world.payments.answer = 'requires_action')),
  },
  'canceled-before-payment': {
    async take(lab) {
      const run = await started(lab, ({ world }) => world.faults.fail('payments.find'));
      await run.calls('payments.find');
      await run.signalCancel('changed my mind');
      return run;
    },
  },
  'canceled-after-confirmed': {
    async take(lab) {
      const run = await started(lab, ({ world }) => world.faults.fail('carrier.book'));
      await run.calls('carrier.book');
      await run.cancel('changed my mind');
      return run;
    },
  },
  'canceled-after-booking': {
    async take(lab) {
      const run = await started(lab);
      await run.isBooked();
      await run.handle.cancel();
      return run;
    },
  },
  'cancel-refused': {
    async take(lab) {
      const run = await started(lab, ({ world }) => (world.carrier.keepsParcel = true));
      await run.isBooked();
      await run.cancel().catch(() => undefined);
      await run.signalCancel();
      await run.records('orders.cancel_refused', 2);
      await run.travels();
      return run;
    },
  },
  'backorder-completed': {
    async take(lab) {
      const run = await started(lab, ({ world }) => (world.stock.onHand = 0), { allowBackorder: true });
      await run.shows('Waits for stock');
      await run.stockComes('SKU-1', 1);
      await run.shows('1 × SKU-1');
      await run.stockComes('SKU-1', 2);
      return completed(run);
    },
  },
  'backorder-dropped': {
    limits: { backorderMs: 1500 },
    async take(lab) {
      const run = await started(lab, ({ world }) => (world.stock.onHand = 1), { allowBackorder: true });
      for (const choice of ['keep_waiting', 'drop_missing']) {
        await run.records('orders.needs_attention', choice === 'drop_missing' ? 2 : 1);
        await run.shows('Waits for a person');
        await run.resolve(choice);
      }
      return completed(run);
    },
  },
  'requires-action-completed': {
    async take(lab) {
      const run = await started(lab, ({ world }) => (world.payments.answer = 'requires_action'));
      await run.shows('Waiting for the customer');
      run.world.payments.settle('authorised');
      await run.tellPayment();
      return completed(run);
    },
  },
  'capture-declined-written-off': {
    async take(lab) {
      const run = await started(lab, ({ world }) => (world.payments.declinesCapture = true));
      await run.isBooked();
      await run.parcel('picked_up');
      for (const choice of ['retry_capture', 'write_off']) {
        await run.records('orders.needs_attention', choice === 'write_off' ? 2 : 1);
        await run.shows('Waits for a person');
        await run.resolve(choice);
      }
      await run.parcel('delivered');
      return run;
    },
  },
  'lost-refunded': {
    async take(lab) {
      const run = await leaving(lab);
      await run.parcel('lost');
      await run.asks('PARCEL_LOST');
      await run.resolve('refund');
      return run;
    },
  },
  'delivery-refused-returned': {
    async take(lab) {
      const run = await leaving(lab, ({ world }) => (world.payments.declinesRefund = true));
      await run.parcel('returning');
      await run.records('orders.shipment_changed');
      await run.parcel('returned');
      await run.asks('REFUND_DECLINED');
      run.world.payments.declinesRefund = false;
      await run.resolve('retry_refund');
      return run;
    },
  },
  'authorisation-renewed': {
    async take(lab) {
      const soon = new Date(lab.now().getTime() + 3_600_000).toISOString();
      return completed(await started(lab, ({ world }) => (world.payments.expiresAt = soon)));
    },
  },
  'carrier-unavailable-booked': {
    limits: { patienceMs: 1500 },
    async take(lab) {
      const run = await started(lab, ({ world }) => world.faults.fail('carrier.book'));
      await run.asks('CARRIER_UNAVAILABLE');
      await run.resolve('retry_now');
      await run.records('orders.needs_attention', 2);
      run.world.faults.mend('carrier.book');
      return completed(run);
    },
  },
  'undo-failing-canceled': {
    limits: { patienceMs: 1500 },
    async take(lab) {
      const run = await started(lab, ({ world }) => world.faults.fail('payments.void'));
      await run.isBooked();
      await run.signalCancel();
      await run.asks('UNDO_FAILING');
      run.world.faults.mend('payments.void');
      return run;
    },
  },
  'carrier-silent-marked-delivered': {
    limits: { silenceMs: 400, lateMs: 1000 },
    async take(lab) {
      const run = await leaving(lab);
      await run.asks('CARRIER_SILENT');
      await run.resolve('mark_delivered');
      return run;
    },
  },
  'edited-completed': {
    async take(lab) {
      const run = await lab.prepare({ holds: [{ reason: 'customer', placedBy: 'api' }] }).start();
      await run.shows('every hold to be released');
      const [line] = run.world.order.items;
      await run.edit({ items: [{ lineId: line?.lineId ?? '', quantity: (line?.quantity ?? 0) + 3 }] });
      await run.release('hold_1');
      return completed(run);
    },
  },
  'free-order-completed': {
    async take(lab) {
      const run = await lab.prepare({ items: [{ sku: 'FREE', quantity: 1, priceCents: 0 }] }).start();
      return completed(run);
    },
  },
};

async function started(lab: Lab, prepare: (run: Run) => unknown = () => undefined, over: Partial<OrderRequest> = {}): Promise<Run> {
  const run = lab.prepare(over);
  prepare(run);
  return run.start();
}

async function leaving(lab: Lab, prepare?: (run: Run) => unknown): Promise<Run> {
  const run = await started(lab, prepare);
  await run.isBooked();
  await run.parcel('picked_up');
  await run.records('orders.payment_changed');
  return run;
}

/** Each notification is sent once the workflow waits for it, as in life. */
async function completed(run: Run): Promise<Run> {
  await run.isBooked();
  await run.travels();
  return run;
}
