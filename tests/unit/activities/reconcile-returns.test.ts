import type { Return, ReturnStatus } from '../../../domain/return.ts';
import { NOW, ReconcileWorld } from './reconcile-world.ts';

const returned = (returnId: string, status: ReturnStatus): Return => ({
  returnId,
  status,
  lines: [{ lineId: 'line_1', quantity: 1 }],
  reason: 'too small',
  requestedAt: NOW,
});

let world: ReconcileWorld;
beforeEach(() => {
  world = new ReconcileWorld();
});

describe('a return whose workflow broke off', () => {
  it('is started anew, and those that run or have ended are left alone', async () => {
    const { id } = world.put({
      status: 'COMPLETED',
      returns: [returned('ret_1', 'approved'), returned('ret_2', 'received'), returned('ret_3', 'requested'), returned('ret_4', 'closed')],
    });
    world.returning.add('ret_3');
    const sweep = await world.activities().sweepOpenReturns({ after: null });
    expect(sweep).toEqual({ looked: 1, next: null, restarted: ['ret_1', 'ret_2'] });
    expect(world.restarts).toEqual(['ret_1', 'ret_2'].map((each) => ({ id: each, cause: { actor: 'reconciler' } })));
    expect(world.repairs).toEqual([1, 2].map(() => ({ kind: 'return_restarted', orderId: id })));
  });

  it('is left alone when it came to its end since it was read', async () => {
    const order = world.put({ status: 'COMPLETED', returns: [returned('ret_1', 'received')] });
    world.waits = { orders: async () => [{ ...order, returns: [returned('ret_1', 'closed')] }] };
    expect(await world.activities().sweepOpenReturns({ after: null })).toMatchObject({ restarted: [] });
  });

  it('is looked for in sweeps that go on where the last one ended', async () => {
    for (let n = 0; n < 2100; n++) world.put({ returns: [returned(`ret_${n}`, 'approved')] });
    const first = await world.activities().sweepOpenReturns({ after: null });
    expect([first.looked, first.restarted.length]).toEqual([2000, 2000]);
    expect(await world.activities().sweepOpenReturns({ after: first.next })).toMatchObject({ looked: 100, next: null });
  });
});
