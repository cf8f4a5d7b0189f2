import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

async function onItsWay(prepare: (run: Run) => unknown = () => undefined): Promise<Run> {
  const run = lab().prepare();
  prepare(run);
  await run.start();
  await run.isBooked();
  await run.parcel('picked_up');
  await run.reaches('SHIPPED');
  return run;
}

describe('a parcel that is lost', () => {
  workflowTest('waits for a person, who gives the money back: the order is completed, and everything refunded', async () => {
    const run = await onItsWay();
    await run.parcel('lost');
    await run.asks('PARCEL_LOST');
    expect(run.world.order).toMatchObject({
      status: 'SHIPPED',
      shipments: [{ status: 'lost' }],
      needsAttention: { choices: ['refund', 'keep_waiting'] },
    });
    await run.resolve('refund', 'the customer has waited long enough');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 3998, refundedCents: 3998 });
    expect(run.world.order.refunds).toMatchObject([{ status: 'succeeded', amountCents: 3998 }]);
    expect(run.world.events.slice(-3)).toEqual(['payment_changed', 'refunded', 'completed']);
  });

  workflowTest('and turns up is delivered, and nobody has to decide any more', async () => {
    const run = await onItsWay();
    await run.parcel('lost');
    await run.asks('PARCEL_LOST');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment.refundedCents).toBe(0);
    const resolved = run.world.orders.events.find(({ type }) => type === 'orders.attention_resolved');
    expect(resolved).toMatchObject({ actor: 'carrier', why: 'The parcel turned up.' });
  });

  workflowTest('is asked about again when a person keeps waiting and it does not turn up', async () => {
    const run = await onItsWay();
    await run.parcel('lost');
    await run.asks('PARCEL_LOST');
    await run.resolve('keep_waiting');
    expect(run.world.order.needsAttention).toBeUndefined();
    await lab().env.sleep('71h');
    expect(run.world.order.needsAttention).toBeUndefined();
    await run.asksAtLast('PARCEL_LOST', '1h');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('is paid back only once the money it cost was captured', async () => {
    const run = await onItsWay(({ world }) => (world.payments.declinesCapture = true));
    await run.asks('CAPTURE_DECLINED');
    await run.parcel('lost');
    await run.records('orders.shipment_changed');
    await run.resolve('write_off');
    await run.asks('PARCEL_LOST');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 0, writtenOffCents: 3998, refundedCents: 0 });
  });
});

describe('a delivery that is refused', () => {
  workflowTest('comes back, is paid back, and leaves the order RETURNED', async () => {
    const run = await onItsWay();
    await run.parcel('returning');
    await run.records('orders.shipment_changed');
    expect(run.world.order.shipments).toMatchObject([{ status: 'returning' }]);
    await run.parcel('returned');
    expect(await run.end()).toBe('RETURNED');
    expect(run.world.order).toMatchObject({
      shipments: [{ status: 'returned', returnedAt: expect.any(String) }],
      payment: { capturedCents: 3998, refundedCents: 3998 },
    });
  });

  workflowTest('can be told of at once, without the way back', async () => {
    const run = await onItsWay();
    await run.parcel('returned');
    expect(await run.end()).toBe('RETURNED');
  });

  workflowTest('is lost on its way back when the carrier, being asked, says so', async () => {
    const run = await onItsWay();
    await run.parcel('returning');
    await run.records('orders.shipment_changed');
    run.world.carrier.status = 'lost';
    await run.asksAtLast('PARCEL_LOST', '30m');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('waits for a person when the refund is declined; tried again, it goes through', async () => {
    const run = await onItsWay(({ world }) => (world.payments.declinesRefund = true));
    await run.parcel('returned');
    await run.asks('REFUND_DECLINED');
    expect(run.world.order.refunds).toMatchObject([{ status: 'failed' }]);
    run.world.payments.declinesRefund = false;
    await run.resolve('retry_refund');
    expect(await run.end()).toBe('RETURNED');
    expect(run.world.order.refunds.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  workflowTest('is settled by a person who pays the money back by other means', async () => {
    const run = await onItsWay(({ world }) => (world.payments.declinesRefund = true));
    await run.parcel('returned');
    await run.asks('REFUND_DECLINED');
    await run.resolve('refunded_elsewhere', 'bank transfer 4711');
    expect(await run.end()).toBe('RETURNED');
    expect(run.world.order.refunds.at(-1)).toMatchObject({ status: 'succeeded', elsewhere: true, amountCents: 3998 });
    expect(run.world.payments.refunds.size).toBe(0);
  });
});

describe('a carrier that stays silent', () => {
  workflowTest('is asked after pauses that grow, and at last a person is', async () => {
    const run = await onItsWay();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    expect(run.world.order.needsAttention?.choices).toEqual(['keep_waiting', 'mark_delivered', 'mark_lost']);
    expect(run.world.orders.events.at(-1)?.actor).toBe('clock');
    // After 1, 2, 4 … hours, not every hour of three days.
    expect(run.world.faults.count('carrier.find')).toBeLessThan(9);
    await run.resolve('mark_delivered', 'the customer says it is there');
    expect(await run.end()).toBe('COMPLETED');
    const delivered = run.world.orders.events.find(({ type }) => type === 'orders.delivered');
    expect(delivered?.actor).toBe('temporal');
  });

  workflowTest('and then speaks takes the question back', async () => {
    const run = await onItsWay();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toContain('attention_resolved');
  });

  workflowTest('leaves a parcel that a person declares lost, and pays back', async () => {
    const run = await onItsWay();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    await run.resolve('mark_lost');
    await run.asks('PARCEL_LOST');
    await run.resolve('refund');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('is waited for again for as long when a person says so', async () => {
    const run = await onItsWay();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    await run.resolve('keep_waiting');
    await lab().env.sleep('24h');
    expect(run.world.order.needsAttention).toBeUndefined();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('and never picks up lets a person cancel', async () => {
    const run = lab().prepare();
    await run.start();
    await run.isBooked();
    await run.asksAtLast('CARRIER_SILENT', '8h');
    expect(run.world.order.needsAttention?.choices).toEqual(['keep_waiting', 'cancel']);
    await run.resolve('cancel');
    expect(await run.end()).toBe('CANCELED');
  });
});
