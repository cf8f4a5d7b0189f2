import type { Order } from '../../../domain/order.ts';
import { minutesAgo, NOW, ReconcileWorld } from './reconcile-world.ts';

let world: ReconcileWorld;
beforeEach(() => {
  world = new ReconcileWorld();
});
const sweepRunning = (again: string[] = []) => world.activities().sweepRunningWorkflows({ at: NOW, before: null, again });

describe('an order without a running workflow', () => {
  it('gets a new run that keeps the request and the trace it came from', async () => {
    const { id } = world.put({}, { actor: 'api', requestId: 'req-7', traceparent: 'trace-7' });
    const sweep = await world.activities().sweepOpenOrders({ after: null, at: NOW });
    expect(world.restarts).toEqual([{ id, cause: { actor: 'reconciler', requestId: 'req-7', traceparent: 'trace-7' } }]);
    expect(sweep).toMatchObject({ looked: 1, next: null, restarted: [id], found: [{ kind: 'workflow_keeps_failing', total: 0 }] });
    expect(world.repairs).toEqual([{ kind: 'workflow_restarted', orderId: id }]);
  });

  it('is left alone while its workflow runs', async () => {
    world.running.set(world.put().id, minutesAgo(60));
    expect(await world.activities().sweepOpenOrders({ after: null, at: NOW })).toMatchObject({ looked: 1, restarted: [] });
  });

  it('is left alone when it came to its end after the page was read', async () => {
    const { id } = world.put();
    world.orders.set(id, { ...(world.orders.get(id) as Order), status: 'COMPLETED' });
    expect(await world.activities().sweepOpenOrders({ after: null, at: NOW })).toMatchObject({ looked: 1, restarted: [] });
  });

  it('is found by what broke off, before its row was written too, and not when it is at its end', async () => {
    const [ended, lost] = [world.put({ status: 'CANCELED' }), world.put()];
    world.orders.delete(lost.id);
    world.failedRuns.push(...world.open);
    expect(await world.activities().restartFailedRuns({ since: minutesAgo(3), at: NOW })).toMatchObject({ restarted: [lost.id] });
    expect(world.restarts.map(({ id }) => id)).not.toContain(ended.id);
  });

  it.each([
    [4, []],
    [5, ['5 runs of its workflow broke off within a day; it was started anew.']],
  ])('is named from the fifth run that broke off within a day (%i)', async (times, texts) => {
    const { id } = world.put();
    world.countFailedRuns = times;
    const { restarted, found } = await world.activities().sweepOpenOrders({ after: null, at: NOW });
    expect(restarted).toEqual([id]);
    expect(found.flatMap(({ findings }) => findings).map(({ text }) => text)).toEqual(texts);
  });

  it('waits for the next sweep behind 500 others whose workflows run', async () => {
    for (let n = 0; n < 550; n++) world.running.set(world.put().id, minutesAgo(1));
    world.open.sort((one, other) => (one.id < other.id ? -1 : 1));
    const first = await world.activities().sweepOpenOrders({ after: null, at: NOW });
    expect(first).toMatchObject({ looked: 500, next: world.open[499]?.id });
    expect(await world.activities().sweepOpenOrders({ after: first.next, at: NOW })).toMatchObject({ looked: 50, next: null });
  });

  it('is not alone: where one has stopped, a sweep looks at 2,000', async () => {
    for (let n = 0; n < 2050; n++) world.running.set(world.put().id, minutesAgo(1));
    world.open.sort((one, other) => (one.id < other.id ? -1 : 1));
    const [stopped] = world.open;
    world.running.delete(stopped?.id ?? '');
    expect(await world.activities().sweepOpenOrders({ after: null, at: NOW })).toMatchObject({ looked: 2000, restarted: [stopped?.id] });
  });
});

describe('a workflow that runs for nothing', () => {
  it('is named when its order has no row after five minutes', async () => {
    world.running.set('lost', minutesAgo(6)).set('just-begun', minutesAgo(4));
    const { found } = await sweepRunning();
    expect(found[0]).toEqual({
      kind: 'workflow_without_order',
      total: 1,
      findings: [{ kind: 'workflow_without_order', id: 'lost', orderId: 'lost', text: 'Its workflow runs, and the order has no row.' }],
    });
  });

  it('is named when its order has been at its end for ten minutes', async () => {
    const [long, short, open] = [
      world.put({ status: 'CANCELED', updatedAt: minutesAgo(11) }),
      world.put({ status: 'COMPLETED', updatedAt: minutesAgo(9) }),
      world.put(),
    ];
    for (const { id } of [long, short, open]) world.running.set(id, minutesAgo(60));
    expect((await sweepRunning()).found[1]).toMatchObject({ kind: 'workflow_over_ended_order', total: 1, findings: [{ id: long.id }] });
  });

  it('is looked at again until it is gone, however far the sweep is', async () => {
    world.running.set('lost', NOW);
    expect((await sweepRunning(['lost'])).found[0]).toMatchObject({ total: 1 });
    world.running.clear();
    expect((await sweepRunning(['lost'])).found[0]).toMatchObject({ total: 0 });
  });

  it('is reached by sweeps that go on where the one before ended', async () => {
    for (let n = 0; n < 600; n++) world.running.set(world.put().id, new Date(Date.parse(NOW) - 600_000 - n).toISOString());
    world.running.set('oldest', minutesAgo(60));
    const first = await sweepRunning();
    expect([first.looked, first.found[0]?.total]).toEqual([500, 0]);
    const second = await world.activities().sweepRunningWorkflows({ at: NOW, before: first.next, again: [] });
    expect([second.looked, second.next, second.found[0]?.findings[0]?.id]).toEqual([102, null, 'oldest']);
  });

  it('names fifty and counts all', async () => {
    for (let n = 0; n < 70; n++) world.running.set(`lost-${n}`, minutesAgo(6));
    const [without] = (await sweepRunning()).found;
    expect([without?.total, without?.findings.length]).toEqual([70, 50]);
  });
});
