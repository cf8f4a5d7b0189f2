import type { Activities } from '../../../activities/index.ts';
import { activitiesOver } from '../../support/activities-over.ts';
import { cause, order } from '../../support/orders.ts';
import { World } from '../../support/workflow-world.ts';

const made = order();
const cancel = {
  orderId: made.id,
  cause,
  reason: { code: 'cancel_requested' as const, text: 'Changed my mind.' },
  undoes: ['payment', 'stock'] as const,
};

let world: World;
let failed: string[];
let act: Activities;
beforeEach(async () => {
  const now = () => new Date('2026-01-01T00:00:00Z');
  world = new World(now);
  failed = [];
  act = activitiesOver(() => world, now, { onFailedTry: (activity) => void failed.push(activity) });
  await act.createOrder({ ...made, cause, asks: ['payment'] });
});

const sinceConfirmed = () => world.events.slice(2);

describe('the step that begins a cancel', () => {
  it('gives stock and money back and ends the order, each step recorded under its own name', async () => {
    expect(await act.beginCanceling(cancel)).toEqual({
      status: 'CANCELING',
      version: 3,
      undone: ['payment', 'stock'],
      ended: { status: 'CANCELED', version: 5 },
    });
    expect(sinceConfirmed()).toEqual(['canceling', 'payment_changed', 'canceled']);
    expect([world.stock.state, world.payments.status]).toEqual(['released', 'voided']);
  });

  it('asks no provider for an order of which no money was asked', async () => {
    world = new World(() => new Date());
    await act.createOrder({ ...made, cause, asks: [] });
    expect(await act.beginCanceling({ ...cancel, undoes: ['stock'] })).toMatchObject({ ended: { status: 'CANCELED' } });
    expect([world.stock.state, world.faults.count('payments.void')]).toEqual(['released', 0]);
  });

  it('gives the stock back while the provider is still asked', async () => {
    const gate = world.faults.block('payments.void');
    const stock = world.faults.block('stock.close');
    const begun = act.beginCanceling(cancel);
    await Promise.all([gate.reached, stock.reached]);
    for (const { open } of [stock, gate]) open();
    expect(await begun).toHaveProperty('ended');
  });

  it('begins it only where it is told nothing to undo, or the order is not to be cancelled', async () => {
    const { undoes: _, ...onlyBegun } = cancel;
    expect(await act.beginCanceling({ ...cancel, from: 'CREATED' })).toEqual({ status: 'CONFIRMED', version: 2 });
    expect(await act.beginCanceling(onlyBegun)).toEqual({ status: 'CANCELING', version: 3 });
    expect([sinceConfirmed(), world.stock.state, world.payments.live]).toEqual([['canceling'], 'reserved', 1]);
  });

  it('undoes nothing twice where a task that was lost has done it all', async () => {
    await act.beginCanceling(cancel);
    world.faults.calls.length = 0;
    const ended = { status: 'CANCELED', version: 5 };
    expect(await act.beginCanceling(cancel)).toEqual({ ...ended, undone: cancel.undoes, ended });
    expect(world.faults.calls).toEqual(['orders.change:canceling']);
  });

  it('leaves the money to a step of its own where the provider fails, and tells of it', async () => {
    world.faults.fail('payments.void', { times: 1 });
    expect(await act.beginCanceling(cancel)).toEqual({ status: 'CANCELING', version: 3, undone: ['stock'] });
    expect([sinceConfirmed(), world.stock.state, failed]).toEqual([['canceling'], 'released', ['voidPayment']]);
  });

  it.each(['orders.change:canceling', 'payments.void', 'orders.change:payment_voided', 'stock.close', 'orders.change:canceled'] as const)(
    'has one effect when whoever took it comes no further than %s, and another takes it again',
    async (point) => {
      world.faults.fail(point, { times: 1, after: true });
      await act.beginCanceling(cancel).catch(() => undefined);
      await act.beginCanceling(cancel);
      expect(sinceConfirmed()).toEqual(['canceling', 'payment_changed', 'canceled']);
      expect([world.stock.state, world.payments.status]).toEqual(['released', 'voided']);
    },
  );
});
