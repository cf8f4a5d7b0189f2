import { shipmentIdOf } from '../../domain/identifiers.ts';
import { useLab, workflowTest } from '../support/workflow-env.ts';
import { cause } from '../support/orders.ts';
import type { Run } from '../support/workflow-run.ts';

const lab = useLab();
const withinMs = (ms: number) => AbortSignal.timeout(ms);

describe('what the API does with an order', () => {
  workflowTest('joins identical submissions at the same moment into one order, which one of them has started', async () => {
    const run = lab().prepare();
    await lab().setClock();
    const answers = await Promise.all([1, 2, 3].map(() => workflows(run).start(run.order, cause, withinMs(120_000))));
    expect(answers.toSorted((a, b) => a.localeCompare(b))).toEqual(['existing', 'existing', 'started']);
    expect(await run.completes()).toBe('COMPLETED');
    expect(run.world.events).toHaveLength(7);
  });

  workflowTest('never lets a closed id run again by submitting it anew', async () => {
    const run = await lab().prepare().start();
    await run.completes();
    const before = (await run.handle.describe()).runId;
    expect(await workflows(run).start(run.order, cause, withinMs(120_000))).toBe('existing');
    expect((await run.handle.describe()).runId).toBe(before);
  });

  workflowTest('shows an order that no worker has seen yet as PENDING, with what Temporal was given', async () => {
    const run = await lab().prepare({}, `nobody-${Math.random()}`).start();
    const pending = await workflows(run).findPending(run.order.id, withinMs(120_000));
    expect(pending).toMatchObject({ order: { id: run.order.id, status: 'PENDING', version: 0, totalCents: 3998 }, fingerprint: null });
    expect(await workflows(run).findPending('unknown', withinMs(120_000))).toBeUndefined();
  });

  workflowTest('notifies only orders that still run', async () => {
    const run = await lab().prepare().start();
    const notification = { kind: 'tracking', shipmentId: shipmentIdOf(run.order.id, 1), event: 'delivered', cause } as const;
    await run.isBooked();
    expect(await workflows(run).notify(run.order.id, notification, withinMs(120_000))).toBe(true);
    expect(await run.end()).toBe('COMPLETED');
    expect(await workflows(run).notify(run.order.id, notification, withinMs(120_000))).toBe(false);
  });

  workflowTest('is told that a cancel is running when undoing outlasts the request', async () => {
    const run = lab().prepare();
    const gate = run.world.faults.block('payments.void');
    await run.start();
    await run.isBooked();
    const call = { callId: 'call-1', cause };
    const answer = workflows(run).cancel(run.order.id, call, withinMs(5000));
    await gate.reached;
    expect(await answer).toBe('running');
    gate.open();
    expect(await run.end()).toBe('CANCELED');
  });

  function workflows(run: Run) {
    return lab().workflowsOn(run.taskQueue);
  }
});
