import { resolveAttention } from '../../workflows/messages.ts';
import type { Run } from '../support/workflow-run.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

/** An order on its way whose money cannot be collected. */
async function declinedAtPickup(): Promise<Run> {
  const run = lab().prepare();
  run.world.payments.declinesCapture = true;
  await run.start();
  await run.isBooked();
  await run.parcel('picked_up');
  await run.records('orders.needs_attention');
  return run;
}

describe('a capture that is declined', () => {
  workflowTest('makes the order wait for a person, with its choices, while the parcel travels on', async () => {
    const run = await declinedAtPickup();
    expect(run.world.order.needsAttention).toMatchObject({
      code: 'CAPTURE_DECLINED',
      choices: ['retry_capture', 'write_off'],
      text: expect.stringContaining('The card was closed.'),
    });
    expect(run.world.orders.events.at(-1)?.actor).toBe('provider');
    await run.parcel('delivered');
    await run.reaches('DELIVERED');
    await run.shows('Waits for a person');
    await lab().env.sleep('30 days');
    expect(run.world.order).toMatchObject({ status: 'DELIVERED', needsAttention: { code: 'CAPTURE_DECLINED' } });
    await run.resolve('write_off');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('refuses a choice that is not offered, or that nobody waits for', async () => {
    const run = await declinedAtPickup();
    await expect(run.resolve('forget_it')).rejects.toMatchObject({ cause: { type: 'CHOICE_NOT_OFFERED' } });
    await expect(run.handle.executeUpdate(resolveAttention, { args: [null as never] })).rejects.toMatchObject({
      cause: { type: 'CHOICE_NOT_OFFERED' },
    });
    await run.resolve('write_off');
    await run.records('orders.attention_resolved');
    await expect(run.resolve('write_off')).rejects.toMatchObject({
      cause: { type: 'CHOICE_NOT_OFFERED', message: 'The order waits for nobody.' },
    });
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('is captured with retry_capture once the provider takes it', async () => {
    const run = await declinedAtPickup();
    run.world.payments.declinesCapture = false;
    await run.resolve('retry_capture');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.order.payment).toMatchObject({ status: 'captured', capturedCents: 3998, writtenOffCents: 0 });
    expect(run.world.order.needsAttention).toBeUndefined();
  });

  workflowTest('waits again when the retry is declined too', async () => {
    const run = await declinedAtPickup();
    await run.resolve('retry_capture');
    await run.records('orders.needs_attention', 2);
    run.world.payments.declinesCapture = false;
    await run.resolve('retry_capture');
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.payments.captures).toBe(1);
  });

  workflowTest('is written off by a person, with the note in the history', async () => {
    const run = await declinedAtPickup();
    await run.resolve('write_off', 'customer is bankrupt');
    await run.records('orders.attention_resolved');
    expect(run.world.order.payment).toMatchObject({ capturedCents: 0, writtenOffCents: 3998 });
    const resolved = run.world.orders.events.find(({ type }) => type === 'orders.attention_resolved');
    expect(resolved).toMatchObject({ actor: 'temporal', why: 'write_off: customer is bankrupt' });
    await run.parcel('delivered');
    expect(await run.end()).toBe('COMPLETED');
  });

  workflowTest('takes one decision: of two at the same moment the second is refused', async () => {
    const run = await declinedAtPickup();
    const gate = run.world.faults.block('orders.change:delivered');
    await run.parcel('delivered');
    await gate.reached;
    const answers = Promise.allSettled([run.resolve('write_off'), run.resolve('retry_capture')]);
    await lab().env.sleep('1s');
    // Either may come first, and either leads to the end.
    run.world.payments.declinesCapture = false;
    gate.open();
    expect((await answers).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await run.end()).toBe('COMPLETED');
  });
});
