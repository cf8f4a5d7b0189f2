import { temporal } from '@temporalio/proto';
import { CUSTOMER_ID, ORDER_STATUS } from '../../workflows/messages.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe('an ordinary order', () => {
  workflowTest('goes through every status to COMPLETED, one event each', async () => {
    const run = await lab().prepare().start();
    await run.isBooked();
    await run.parcel('picked_up');
    await run.records('orders.payment_changed');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed']);
    expect(run.world.orders.events.map(({ actor }) => actor)).toEqual([
      'api',
      'provider',
      'carrier',
      'carrier',
      'provider',
      'carrier',
      'carrier',
    ]);
    expect(run.world.order.payment).toMatchObject({ status: 'captured', authorisedCents: 3998, capturedCents: 3998 });
  });

  workflowTest('does not wait for a step of another that hangs', async () => {
    const hanging = lab().prepare();
    const gate = hanging.world.faults.block('orders.create');
    await hanging.start();
    await gate.reached;
    const run = await lab().prepare().start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(hanging.world.events).toEqual([]);
    gate.open();
    expect(await hanging.completes()).toBe('COMPLETED');
  });

  workflowTest('costs at most 20 events of history', async () => {
    const run = await lab().prepare().start();
    await run.completes();
    const { events } = await run.handle.fetchHistory();
    expect(events?.length).toBeLessThanOrEqual(20);
  });

  workflowTest('stays under 64 KiB of history with a hundred lines', async () => {
    const items = Array.from({ length: 100 }, (_, index) => ({ sku: `SKU-OF-LINE-${index}`, quantity: 3, priceCents: 1999 }));
    const run = await lab().prepare({ items }).start();
    expect(await run.completes()).toBe('COMPLETED');
    const bytes = temporal.api.history.v1.History.encode(await run.handle.fetchHistory()).finish().length;
    expect(bytes).toBeLessThan(64 * 1024);
  });

  workflowTest('shows its status as a search attribute and in the Temporal UI', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('payments.find');
    await run.start();
    await gate.reached;
    expect(await shown()).toEqual(['CREATED', '**CREATED**', 'ersion 1']);
    gate.open();
    await run.reaches('FULFILLING');
    await run.parcel('picked_up');
    await run.reaches('SHIPPED');
    expect(await shown()).toEqual(['SHIPPED', '**SHIPPED**', 'ersion 4']);
    await run.parcel('delivered');
    await run.end();
    expect(await shown()).toEqual(['COMPLETED', '**COMPLETED**', 'ersion 7']);

    async function shown() {
      const details = await run.details();
      const { typedSearchAttributes } = await run.handle.describe();
      expect(typedSearchAttributes.get(CUSTOMER_ID)).toBe('cust_1');
      return [typedSearchAttributes.get(ORDER_STATUS), /^\*\*\w+\*\*/.exec(details)?.[0], /ersion \d+/.exec(details)?.[0]];
    }
  });

  workflowTest('skips the payment when it costs nothing', async () => {
    const run = await lab()
      .prepare({ items: [{ sku: 'FREE', quantity: 1, priceCents: 0 }] })
      .start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'shipped', 'delivered', 'completed']);
    expect(run.world.faults.calls.filter((call) => call.startsWith('payments.'))).toEqual([]);
    expect(run.world.order.payment.status).toBe('not_required');
  });

  workflowTest('tries its own database again until it is back, and takes no step twice', async () => {
    const run = lab().prepare();
    for (const point of [
      'orders.create',
      'orders.change:confirmed',
      'orders.change:shipped',
      'orders.change:captured',
      'orders.change:completed',
    ] as const) {
      run.world.faults.fail(point, { times: 2, after: point === 'orders.create' });
    }
    await run.start();
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events.toSorted()).toEqual([
      'completed',
      'confirmed',
      'created',
      'delivered',
      'fulfilling',
      'payment_changed',
      'shipped',
    ]);
  });
});
