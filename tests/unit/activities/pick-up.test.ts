import type { Activities } from '../../../activities/index.ts';
import { captureIdOf, shipmentIdOf } from '../../../domain/identifiers.ts';
import { activitiesOver } from '../../support/activities-over.ts';
import { cause, order } from '../../support/orders.ts';
import { World } from '../../support/workflow-world.ts';

const made = order();
const orderId = made.id;
const capture = { captureId: captureIdOf(orderId, 1), cause };
const pickUp = { orderId, shipmentId: shipmentIdOf(orderId, 1), version: 3, cause: { actor: 'carrier' as const } };

let world: World;
let failed: string[];
let act: Activities;
beforeEach(async () => {
  const now = () => new Date('2026-01-01T00:00:00Z');
  world = new World(now);
  failed = [];
  act = activitiesOver(() => world, now, { onFailedTry: (activity) => void failed.push(activity) });
  await act.createOrder({ ...made, cause, asks: ['payment', 'carrier'] });
});

const sinceBooked = () => world.events.slice(3);

describe('the first pick-up of an order', () => {
  it('is recorded, and the money captured after it, each under its own name and actor', async () => {
    expect(await act.recordPickUp({ ...pickUp, capture })).toEqual({
      status: 'SHIPPED',
      version: 4,
      capture: { answer: { outcome: 'captured' } },
    });
    expect(world.orders.events.slice(3)).toMatchObject([
      { type: 'orders.shipped', actor: 'carrier' },
      { type: 'orders.payment_changed', actor: 'provider' },
    ]);
  });

  it('captures nothing where it is not told to', async () => {
    expect(await act.recordPickUp(pickUp)).toEqual({ status: 'SHIPPED', version: 4 });
    expect([sinceBooked(), world.payments.captures]).toEqual([['shipped'], 0]);
  });

  it('stands when the capture is declined, which is for a person', async () => {
    world.payments.declinesCapture = true;
    const { capture: tried } = await act.recordPickUp({ ...pickUp, capture });
    expect(tried?.answer).toMatchObject({ outcome: 'declined', why: 'The card was closed.' });
    expect([sinceBooked(), failed]).toEqual([['shipped'], []]);
  });

  it.each(['payments.capture', 'orders.change:captured'] as const)(
    'stands when %s fails, and tells of it: the capture is tried again by a step of its own',
    async (point) => {
      world.faults.fail(point, { times: 1 });
      expect(await act.recordPickUp({ ...pickUp, capture })).toEqual({ status: 'SHIPPED', version: 4, capture: {} });
      expect([sinceBooked(), failed]).toEqual([['shipped'], ['capturePayment']]);
      expect(await act.capturePayment({ orderId, ...capture })).toEqual({ outcome: 'captured' });
      expect([sinceBooked(), world.payments.captures]).toEqual([['shipped', 'payment_changed'], 1]);
    },
  );

  it.each(['stock.ship', 'orders.change:shipped', 'payments.capture', 'orders.change:captured'] as const)(
    'is taken once when whoever took it comes no further than %s, and another takes it again',
    async (point) => {
      world.faults.fail(point, { times: 1, after: true });
      await act.recordPickUp({ ...pickUp, capture }).catch(() => undefined);
      expect(await act.recordPickUp({ ...pickUp, capture })).toMatchObject({ capture: { answer: { outcome: 'captured' } } });
      expect([sinceBooked(), world.payments.captures, world.stock.level('SKU-1').onHand]).toEqual([['shipped', 'payment_changed'], 1, 8]);
    },
  );
});
