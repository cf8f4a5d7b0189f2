import { resolveAttention } from '../../workflows/messages.ts';
import { shipmentIdOf } from '../../domain/identifiers.ts';
import { randomUUID } from 'node:crypto';
import { linesOf } from '../../domain/order.ts';
import { cause } from '../support/orders.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();

workflowTest('a booking that was made in a task which was lost is taken back by a cancel that comes before the next', async () => {
  await lab().stopWorkers();
  const run = await lab()
    .prepare({ items: [{ sku: 'SKU-1', quantity: 1, priceCents: 0 }] })
    .start();
  // What a worker did that was frozen in the middle: the parcel is booked, and nothing of it is in the history.
  await run.world.carrier.book({ reference: shipmentIdOf(run.order.id, 1) });
  await run.signalCancel();
  await lab().startWorker();
  expect(await run.end()).toBe('CANCELED');
  expect(run.world.carrier.status).toBe('cancelled');
});

workflowTest('a hold that was taken in a task which was lost is given back by a cancel that comes before the next', async () => {
  await lab().stopWorkers();
  const run = await lab().prepare().start();
  // What a worker did that was frozen in the middle: the row is written, the provider has said yes, and nothing of it is in the history.
  await run.world.orders.create(run.order, cause);
  await run.world.payments.authorise({
    reference: `pay_${run.order.id}_1`,
    orderId: run.order.id,
    amountCents: 3998,
    currency: 'USD',
    token: 'tok_ok',
  });
  await run.signalCancel();
  await lab().startWorker();
  expect(await run.end()).toBe('CANCELED');
  expect(run.world.payments.status).toBe('voided');
});

describe('a worker that was frozen in the middle of the first task, which another took over, thaws and authorises and books', () => {
  workflowTest('before a cancel: the carrier is asked to let the parcel go', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    await thawed(run);
    await run.signalCancel();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.carrier.status).toBe('cancelled');
  });

  workflowTest('and the parcel is gone before a cancel: the cancel is refused, and the order goes on', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    await thawed(run);
    run.world.carrier.keepsParcel = true;
    await run.signalCancel();
    await run.records('orders.cancel_refused');
    await run.travels();
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('while the order is being rejected: the carrier is asked to let the parcel go', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    const gate = run.world.faults.block('payments.void');
    // No time is skipped while the void is held.
    const skipped = lab().env.sleep('16 minutes');
    await gate.reached;
    await thawed(run);
    gate.open();
    await skipped;
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.carrier.status).toBe('cancelled');
  });
});

workflowTest('a cancel that comes before the first task, of an order that was rejected in one which was lost, is answered', async () => {
  const taskQueue = `late-${randomUUID()}`;
  const run = await lab().prepare({}, taskQueue).start();
  const { createOrder, rejectOrder } = lab().activities();
  await createOrder({ ...run.order, cause });
  await run.world.stock.close({ orderId: run.order.id, lines: linesOf(run.order.request.items) });
  await rejectOrder({ orderId: run.order.id, cause, reason: { code: 'out_of_stock', text: 'Not enough.' } });
  const asked = run.cancel();
  await lab().startWorker(taskQueue);
  await expect(asked).rejects.toMatchObject({ code: 'CANCEL_REFUSED' });
  expect(await run.end()).toBe('REJECTED');
});

async function thawed({ world, order: { id: orderId } }: Run): Promise<void> {
  world.payments.settle('authorised');
  const { authorisePayment, bookShipment } = lab().activities();
  await authorisePayment({ orderId, cause });
  await bookShipment({ orderId, cause, known: 0 });
  expect(world.order.status).toBe('FULFILLING');
}

workflowTest('what a person decided is recorded only once no lost task can take the decision back', async () => {
  const run = lab().prepare();
  run.world.payments.declinesCapture = true;
  await run.start();
  await run.isBooked();
  await run.parcel('picked_up');
  await run.asks('CAPTURE_DECLINED');
  await run.shows('Waits for a person');
  const gate = run.world.faults.block('orders.change:attention_resolved:call-1');
  const resolved = run.handle.executeUpdate(resolveAttention, { args: [{ callId: 'call-1', choice: 'write_off' }] });
  await gate.reached;
  const { events } = await run.handle.fetchHistory();
  const isTaken = events?.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes) ?? false;
  gate.open();
  await resolved;
  expect(isTaken).toBe(true);
  await run.parcel('delivered');
  expect(await run.end()).toBe('COMPLETED');
});

workflowTest('a cancel that began in a task which was lost, and that nobody asks for again, is finished', async () => {
  const run = await lab().prepare().start();
  await run.isBooked();
  const { beginCanceling, cancelShipment } = lab().activities();
  const orderId = run.order.id;
  await cancelShipment({ orderId, shipmentId: shipmentIdOf(orderId, 1) });
  await beginCanceling({ orderId, cause, reason: { code: 'cancel_requested', text: 'Changed my mind.' } });
  expect(await run.end()).toBe('CANCELED');
  expect(run.world.order.reason?.text).toBe('Changed my mind.');
  expect(run.world.events).not.toContain('needs_attention');
});
