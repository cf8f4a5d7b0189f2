import { useLab, workflowTest } from '../support/workflow-env.ts';

const lab = useLab();

describe('an ordinary order', () => {
  workflowTest('goes through every status to COMPLETED', async () => {
    const run = await lab().prepare().start();
    await run.travels();
    expect(await run.end()).toBe('COMPLETED');
    expect(run.world.events).toEqual(['created', 'confirmed', 'fulfilling', 'shipped', 'payment_changed', 'delivered', 'completed']);
    const { events } = await run.handle.fetchHistory();
    console.log(events!.map((e) => e.eventType).length, await run.handle.describe());
  });
});
