import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe('an authorisation that does not come at once', () => {
  workflowTest('asks the provider what became of a call that had no answer, instead of paying again', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.authorise', { times: 1, after: true });
    await run.start();
    await run.reaches('CONFIRMED');
    expect(run.world.faults.count('payments.authorise')).toBe(1);
    expect(run.world.payments.authorisations).toBe(1);
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('authorises once when the record of it is what failed', async () => {
    const run = lab().prepare();
    run.world.faults.fail('orders.change:confirmed', { times: 2 });
    await run.start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.faults.count('payments.authorise')).toBe(1);
  });

  workflowTest('confirms the order when the provider is back after 14 minutes', async () => {
    const run = lab().prepare();
    const backAt = (await lab().env.currentTimeMs()) + 14 * 60_000;
    run.world.faults.fail('payments.authorise', { while: async () => (await lab().env.currentTimeMs()) < backAt });
    await run.start();
    await lab().env.sleep('13m');
    expect(run.world.order.status).toBe('CREATED');
    await lab().env.sleep('100s');
    await run.reaches('CONFIRMED');
    expect(run.world.payments.authorisations).toBe(1);
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('waits in CREATED with the next action, and goes on when the provider tells of it', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    expect(run.world.order).toMatchObject({
      status: 'CREATED',
      payment: { status: 'requires_action', nextAction: { type: 'redirect', url: 'https://pay.example/3ds' } },
    });
    expect(await run.details()).toContain('Waiting for the customer to settle the payment');
    run.world.payments.settle('authorised');
    await run.tellPayment();
    await run.reaches('CONFIRMED');
    expect(run.world.order.payment.nextAction).toBeUndefined();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.slice(0, 3)).toEqual(['created', 'payment_changed', 'confirmed']);
  });

  workflowTest('asks the provider itself when its notification never comes', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    run.world.payments.settle('authorised');
    await lab().env.sleep('6m');
    await run.reaches('CONFIRMED');
    expect(await run.completes()).toBe('COMPLETED');
  });

  workflowTest('goes on waiting after a notification that settles nothing, and records nothing twice', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    await run.tellPayment();
    await run.calls('payments.find', 2);
    expect(run.world.events).toEqual(['created', 'payment_changed']);
    run.world.payments.settle('authorised');
    await run.tellPayment();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.payments.authorisations).toBe(1);
  });

  workflowTest('misses no notification that comes while the provider is being asked', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'requires_action';
    const gate = run.world.faults.block('orders.change:payment_requires_action');
    await run.start();
    await gate.reached;
    run.world.payments.settle('authorised');
    await run.tellPayment();
    gate.open();
    expect(await run.completes()).toBe('COMPLETED');
  });
});
