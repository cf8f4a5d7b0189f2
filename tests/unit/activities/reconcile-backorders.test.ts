import { NOW, ReconcileWorld } from './reconcile-world.ts';

describe('an order that was given stock and does not know', () => {
  it('is told of it; one whose workflow is gone is left to the sweep, which starts it anew', async () => {
    const world = new ReconcileWorld();
    const [waiting, gone] = [world.put(), world.put()];
    world.running.set(waiting.id, NOW);
    world.unserved.push(waiting.id, gone.id);
    expect(await world.activities().wakeBackorders()).toEqual({ woken: [waiting.id] });
    expect(world.told).toEqual([waiting.id]);
    expect(world.repairs).toEqual([{ kind: 'backorder_woken', orderId: waiting.id }]);
  });
});
