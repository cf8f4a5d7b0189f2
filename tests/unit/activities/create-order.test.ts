import type { OrderRequest } from '../../../domain/order.ts';
import type { OrderStore } from '../../../domain/ports/order-store.ts';
import type { PartnerQueues } from '../../../domain/run-settings.ts';
import { activitiesOver } from '../../support/activities-over.ts';
import { cause, order } from '../../support/orders.ts';
import type { Point } from '../../support/workflow-faults.ts';
import { portsOver, World } from '../../support/workflow-world.ts';

const HOUR_MS = 3_600_000;
const ALL: readonly (keyof PartnerQueues)[] = ['payment', 'carrier'];

let world: World;
let clock: Date;
let failed: string[];
let isCancelled: boolean;
beforeEach(() => {
  clock = new Date('2026-01-01T00:00:00Z');
  world = new World(() => clock);
  failed = [];
  isCancelled = false;
});

const act = (over: Parameters<typeof activitiesOver>[2] = {}) =>
  activitiesOver(
    () => world,
    () => clock,
    { ...over, onFailedTry: (activity) => void failed.push(activity), isCancelled: () => isCancelled },
  );

const made = order();
const create = (asks: readonly (keyof PartnerQueues)[] | undefined = ALL, of = made) => act().createOrder({ ...of, cause, asks });

/** A cancel that comes while the step is at this point. */
function cancelAt(point: Point): void {
  world.faults.fail(point, { times: 1, while: async () => !(isCancelled = true) });
}

describe('the first step of an order', () => {
  it('takes it as far as it goes at once, each step recorded under its own name', async () => {
    const taken = await create();
    expect(world.events).toEqual(['created', 'confirmed', 'fulfilling']);
    expect(taken).toMatchObject({
      status: 'CREATED',
      version: 1,
      stock: { outcome: 'reserved' },
      authorisation: { answer: { outcome: 'authorised', statusVersion: { status: 'CONFIRMED', version: 2 } } },
      booking: { answer: { outcome: 'booked', statusVersion: { status: 'FULFILLING', version: 3 } } },
    });
  });

  it('wants the order no newer than it has just written it, which spares reading it', async () => {
    const { orders } = portsOver(() => world);
    const wanted: (number | undefined)[] = [];
    const get: OrderStore['get'] = (orderId, since) => {
      wanted.push(since);
      return orders.get(orderId, since);
    };
    await act({ orders: { ...orders, get } }).createOrder({ ...made, cause, asks: ALL });
    expect(wanted).toEqual([1, 1, 2]);
  });

  it('confirms an order that costs nothing without asking for money', async () => {
    const taken = await create(ALL, order({ items: [{ sku: 'FREE', quantity: 1, priceCents: 0 }] }));
    expect(taken).toMatchObject({ confirmation: { status: 'CONFIRMED' }, booking: { answer: { outcome: 'booked' } } });
    expect(world.payments.calls).toEqual([]);
  });

  it('goes no further than it is told to', async () => {
    expect(Object.keys(await create(['payment']))).toContain('authorisation');
    expect(world.events).toEqual(['created', 'confirmed']);
    world = new World(() => clock);
    await create([]);
    expect([world.events, world.stock.state]).toEqual([['created'], 'reserved']);
    world = new World(() => clock);
    expect(await act().createOrder({ ...made, cause })).not.toHaveProperty('stock');
    expect([world.events, world.stock.state]).toEqual([['created'], 'untouched']);
  });

  it('stops where goods are short, and where the payment is declined or waits for the customer', async () => {
    world.stock.onHand = 0;
    expect(await create()).toMatchObject({ stock: { outcome: 'short' } });
    expect(world.events).toEqual(['created']);
    for (const answer of ['declined', 'requires_action'] as const) {
      world = new World(() => clock);
      world.payments.answer = answer;
      const taken = await create();
      expect(taken).toMatchObject({ authorisation: { answer: { outcome: answer } } });
      expect(taken).not.toHaveProperty('booking');
      expect(world.carrier.bookings).toBe(0);
    }
  });

  it.each<[string, Partial<OrderRequest>]>([
    ['is held', { holds: [{ reason: 'fraud', placedBy: 'api' }] }],
    ['can still be changed', { handOverDelayMs: HOUR_MS }],
  ])('books nothing of an order that %s', async (_why, over) => {
    expect(await create(ALL, order(over))).not.toHaveProperty('booking');
    expect([world.events, world.carrier.bookings]).toEqual([['created', 'confirmed'], 0]);
  });

  it('says of a partner that failed that it was tried, and tells of it', async () => {
    world.faults.fail('carrier.book', { times: 1, after: true });
    expect((await create()).booking).toEqual({});
    expect(failed).toEqual(['bookShipment']);
    world = new World(() => clock);
    world.faults.fail('payments.authorise', { times: 1 });
    const taken = await create();
    expect([taken.authorisation, taken.booking]).toEqual([{}, undefined]);
    expect(failed).toEqual(['bookShipment', 'authorisePayment']);
  });

  it('is repeated from its beginning where our own database failed, and does nothing twice', async () => {
    world.faults.fail('stock.reserve', { times: 1, after: true });
    await expect(create()).rejects.toThrow('stock.reserve');
    await create();
    expect(world.events).toEqual(['created', 'confirmed', 'fulfilling']);
    expect(world.payments.authorisations).toBe(1);
  });

  it('leaves an order that is further on, or waits for a person, to its workflow', async () => {
    await create();
    const again = await create();
    expect(again).toMatchObject({ status: 'FULFILLING', version: 3 });
    expect(again).not.toHaveProperty('stock');
    world = new World(() => clock);
    await create([]);
    const attention = { code: 'PAYMENT_PROVIDER_UNAVAILABLE' as const, text: 'away', choices: [] };
    await act().raiseAttention({ orderId: made.id, cause, occasion: '1', attention });
    expect(await create()).not.toHaveProperty('authorisation');
  });

  it('asks for no money where the reservation is over already', async () => {
    await create([]);
    clock = new Date(clock.getTime() + 2 * HOUR_MS);
    expect(await create()).not.toHaveProperty('authorisation');
    expect(world.payments.calls).toEqual([]);
  });

  it.each([
    ['orders.create', ['created'], 'untouched', 0],
    ['stock.reserve', ['created'], 'reserved', 0],
    ['payments.authorise', ['created', 'confirmed'], 'reserved', 1],
  ] as const)('goes no further when a cancel comes at %s', async (point, events, stock, authorisations) => {
    cancelAt(point);
    await create();
    expect([world.events, world.stock.state, world.payments.authorisations]).toEqual([events, stock, authorisations]);
    expect(world.carrier.bookings).toBe(0);
  });
});
