import type { Activities } from '../../../activities/index.ts';
import { activitiesOver } from '../../support/activities-over.ts';
import { cause, order } from '../../support/orders.ts';
import { World } from '../../support/workflow-world.ts';

const made = order({ items: [{ sku: 'LATE', quantity: 2, priceCents: 1999 }], allowBackorder: true });
const step = { orderId: made.id, cause };

let world: World;
let act: Activities;

/** An order of two pieces, so many of which are there; it was decided that the rest is dropped. */
async function decided(onHand: number): Promise<void> {
  const now = () => new Date('2026-01-01T00:00:00Z');
  world = new World(now);
  world.stock.count('LATE', onHand);
  act = activitiesOver(() => world, now);
  await act.createOrder({ ...made, cause });
  await act.reserveStock(step);
  await world.orders.change(made.id, 'decided', cause, () => ({ event: 'orders.changed', backorderUntil: null, why: 'drop_missing' }));
}

const kept = () => world.order.items.map(({ quantity, cancelledBeforeCapture = 0 }) => quantity - cancelledBeforeCapture);

describe('what is missing is dropped', () => {
  it('from the order that the stock has given it up for', async () => {
    await decided(1);
    expect(await act.dropMissing(step)).toMatchObject({ outcome: 'reserved' });
    expect(kept()).toEqual([1]);
  });

  it.each([
    [1, 'reserved', [1]],
    [0, 'nothing_there', [2]],
  ] as const)('also where %i of 2 are there and its task is lost between stock and order', async (onHand, outcome, left) => {
    await decided(onHand);
    world.faults.fail('orders.change:missing_dropped', { times: 1 });
    await act.dropMissing(step).catch(() => undefined);
    // As the task that comes in its place does.
    const claimed = await act.claimStock(step);
    expect(claimed).toEqual({ outcome: 'waiting', missing: expect.any(String), statusVersion: expect.anything() });
    expect(await act.dropMissing(step)).toMatchObject({ outcome });
    expect(kept()).toEqual(left);
  });

  it('but not what came in time', async () => {
    await decided(1);
    world.stock.count('LATE', 2);
    expect(await act.claimStock(step)).toMatchObject({ outcome: 'reserved' });
    expect([kept(), world.order.items[0]?.waiting]).toEqual([[2], undefined]);
  });
});
