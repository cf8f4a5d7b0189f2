import { cause } from '../support/orders.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

workflowTest('a booking that was made in a task which was lost is taken back by a cancel that comes before the next', async () => {
  await lab().stopWorkers();
  const run = await lab()
    .prepare({ items: [{ sku: 'SKU-1', quantity: 1, priceCents: 0 }] })
    .start();
  // What a worker did that was frozen in the middle: the parcel is booked, and nothing of it is in the history.
  await run.world.carrier.book();
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
  await run.world.payments.authorise({ reference: `pay_${run.order.id}_1`, amountCents: 3998 });
  await run.signalCancel();
  await lab().startWorker();
  expect(await run.end()).toBe('CANCELED');
  expect(run.world.payments.status).toBe('voided');
});
