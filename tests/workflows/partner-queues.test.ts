import { useLab, workflowTest } from '../support/workflow-env.ts';

const QUEUES = { payment: 'steps-of-payment', carrier: 'steps-of-carrier' };
const lab = useLab({}, QUEUES);

workflowTest('a partner with a task queue of its own is called from there and from nowhere else', async () => {
  const run = await lab().prepare().start();
  await lab().startPartnerWorker(QUEUES.payment);
  await run.reaches('CONFIRMED');
  expect(run.world.faults.count('carrier.book')).toBe(0);
  await lab().startPartnerWorker(QUEUES.carrier);
  await run.isBooked();
  await run.parcel('delivered');
  expect(await run.end()).toBe('COMPLETED');
  expect(run.world.payments.captures).toBe(1);
});
