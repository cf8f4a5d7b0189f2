import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe('notifications of the parcel', () => {
  workflowTest('that never comes is asked for once the carrier has been silent for an hour', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    run.world.carrier.status = 'picked_up';
    await lab().env.sleep('59m');
    expect(run.world.faults.count('carrier.find')).toBe(0);
    await lab().env.sleep('2m');
    await run.reaches('SHIPPED');
    run.world.carrier.status = 'delivered';
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.faults.count('carrier.find')).toBe(2);
  });

  workflowTest('is asked for again and again while the parcel does not move', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await lab().env.sleep('3h');
    await run.calls('carrier.find', 2);
    expect(run.world.order.status).toBe('FULFILLING');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('is taken when the silent carrier can at last be asked', async () => {
    const run = lab().prepare();
    run.world.faults.fail('carrier.find', { times: 4 });
    await run.start();
    await run.isBooked();
    run.world.carrier.status = 'delivered';
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toContain('shipped');
  });

  workflowTest('of the delivery before that of the pick-up records both, in order', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.parcel('delivered');
    await run.tell('picked_up');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events.filter((event) => event === 'shipped' || event === 'delivered')).toEqual(['shipped', 'delivered']);
  });

  workflowTest('that comes many times over counts once', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    for (let time = 0; time < 3; time++) await run.parcel('picked_up');
    await run.reaches('SHIPPED');
    await run.tell('picked_up');
    for (let time = 0; time < 3; time++) await run.parcel('delivered').catch(() => undefined);
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toHaveLength(7);
  });

  workflowTest('that overtakes the answer to the booking is not lost', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('carrier.book', { after: true });
    await run.start();
    await gate.reached;
    await run.parcel('picked_up');
    gate.open();
    await run.reaches('SHIPPED');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('that comes before the booking is recorded does not keep it from being recorded', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('payments.authorise');
    await run.start();
    await gate.reached;
    await run.tell('picked_up');
    gate.open();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.carrier.bookings).toBe(1);
  });

  workflowTest(
    'of a pick-up that makes a cancel too late, while the booking is still unheard of, does not keep it from being recorded',
    async () => {
      const run = lab().prepare();
      run.world.faults.fail('carrier.book', { after: true });
      const gate = run.world.faults.block('carrier.cancel');
      await run.start();
      await run.calls('carrier.book', 2);
      await run.signalCancel();
      await gate.reached;
      run.world.faults.mend('carrier.book');
      await run.parcel('picked_up');
      gate.open();
      await run.reaches('SHIPPED');
      await run.parcel('delivered');
      expect(await run.end()).toBe('COMPLETED');
    },
  );

  workflowTest('that comes after the end of a cancelled order changes nothing', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('orders.change:canceled');
    await run.start();
    await run.isBooked();
    await run.signalCancel();
    await gate.reached;
    await run.tell('picked_up');
    gate.open();
    expect(await run.end()).toBe('CANCELED');
    expect(run.world.events.at(-1)).toBe('canceled');
  });
});

describe('a step after the pick-up that fails', () => {
  workflowTest.each([
    'stock.ship',
    'orders.change:shipped',
    'orders.change:delivered',
    'orders.change:completed',
    'payments.capture',
    'orders.change:captured',
  ] as const)('%s: is tried again until it works', async (point) => {
    const run = lab().prepare();
    run.world.faults.fail(point, { times: 3 });
    await run.start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.faults.count(point)).toBe(4);
    expect(run.world.payments.captures).toBe(1);
  });
});

describe('junk in place of a notification', () => {
  workflowTest.each([[null], [42], ['lost'], [[]], [{}], [{ event: 'exploded' }], [{ event: null }]])('%j: is ignored', async (junk) => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.handle.signal('trackingUpdated', junk);
    await run.handle.signal('paymentUpdated', junk);
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events).toHaveLength(7);
  });
});
