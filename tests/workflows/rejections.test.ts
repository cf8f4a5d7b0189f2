import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe('an order that cannot be confirmed', () => {
  workflowTest('is rejected when stock is short, with nothing reserved and nothing authorised', async () => {
    const run = lab().prepare();
    run.world.stock.onHand = 1;
    await run.start();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order.reason).toEqual({ code: 'out_of_stock', text: 'Not enough in stock. SKU-1: 2 wanted, 1 available' });
    expect(run.world.events).toEqual(['created', 'rejected']);
    expect(run.world.payments.status).toBeUndefined();
  });

  workflowTest('is rejected when the payment is declined, and its stock is given back first', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'declined';
    await run.start();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order).toMatchObject({ reason: { code: 'payment_declined' }, payment: { status: 'declined' } });
    expect(run.world.stock.state).toBe('released');
    expect(run.world.faults.calls.indexOf('stock.close')).toBeLessThan(run.world.faults.calls.indexOf('orders.change:rejected'));
    expect(run.world.orders.events.at(-1)).toMatchObject({ type: 'orders.rejected', actor: 'provider' });
  });

  workflowTest('is rejected when the provider is down for longer than the reservation holds', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.authorise');
    await run.start();
    const startedAt = await lab().env.currentTimeMs();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order.reason?.code).toBe('reservation_expired');
    expect(run.world.orders.events.at(-1)?.actor).toBe('clock');
    expect(run.world.faults.count('payments.void')).toBe(1);
    expect(run.world.stock.state).toBe('released');
    expect((await lab().env.currentTimeMs()) - startedAt).toBeLessThan(16 * 60_000);
  });

  workflowTest('voids a payment that succeeded unheard while the provider was down', async () => {
    const run = lab().prepare();
    run.world.faults.fail('payments.authorise', { after: true });
    await run.start();
    run.world.faults.fail('payments.find', { while: async () => run.world.faults.count('payments.authorise') > 0 });
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.payments).toMatchObject({ status: 'voided', authorisations: 1 });
  });

  workflowTest('is rejected when the customer never settles the payment, and the payment is voided', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'requires_action';
    await run.start();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order).toMatchObject({ reason: { code: 'reservation_expired' }, payment: { status: 'voided' } });
    expect(run.world.order.payment.nextAction).toBeUndefined();
    expect(run.world.payments.status).toBe('voided');
    expect(run.world.events).toEqual(['created', 'payment_changed', 'payment_changed', 'rejected']);
  });

  workflowTest('is rejected when the customer fails the check', async () => {
    const run = lab().prepare();
    await run.waitsForCustomer();
    run.world.payments.settle('declined');
    await run.tellPayment();
    expect(await run.end()).toBe('REJECTED');
    expect(run.world.order.reason?.code).toBe('payment_declined');
  });

  workflowTest('is recorded as rejected only once its undos have worked, however often they fail', async () => {
    const run = lab().prepare();
    run.world.payments.answer = 'declined';
    run.world.faults.fail('payments.void', { times: 3 });
    run.world.faults.fail('stock.close', { times: 3 });
    run.world.faults.fail('orders.change:rejected', { times: 3 });
    await run.start();
    expect(await run.end()).toBe('REJECTED');
    const { faults } = run.world;
    expect([faults.count('payments.void'), faults.count('stock.close'), faults.count('orders.change:rejected')]).toEqual([4, 4, 4]);
  });
});
