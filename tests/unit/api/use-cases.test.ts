// What the API does with orders and stock, whichever way a call comes in: no HTTP here.
import { RepeatedRefusal } from '../../../api/idempotency/outcome-once.ts';
import { ANYBODY } from '../../../api/caller.ts';
import { readStock, listStock, setStock } from '../../../api/inventory/stock.ts';
import { notifyOrder } from '../../../api/notifications/notify-order.ts';
import { addNote } from '../../../api/orders/add-note.ts';
import { cancelOrder } from '../../../api/orders/cancel-order.ts';
import { listOrders } from '../../../api/orders/list-orders.ts';
import { readEvents } from '../../../api/orders/read-events.ts';
import { refundOrder } from '../../../api/orders/refund-order.ts';
import { submitOrder } from '../../../api/orders/submit-order.ts';
import { newOrder } from '../../../domain/order.ts';
import { clearDeadlines, deadline, orderCall, submitCall } from './support/calls.ts';
import { FakeInventory, fakeOrderStore, FakeOutcomes, FakeSystem, NOW, request, RETURN_WINDOW_MS } from './support/fakes.ts';

const id = '00000000-0000-4000-8000-000000000001';
const key = { key: 'k-1', fingerprint: 'f' };
const now = () => new Date(NOW);

let system: FakeSystem;
let outcomes: FakeOutcomes;
beforeEach(() => {
  [system, outcomes] = [new FakeSystem(), new FakeOutcomes()];
});
afterEach(clearDeadlines);
const change = () => ({
  reader: system,
  workflows: system,
  outcomes,
  orders: fakeOrderStore(system),
  wakeUps: system.wakeUps,
  now,
  handOverDelayMs: 0,
  returnWindowMs: RETURN_WINDOW_MS,
});

describe('submitting an order', () => {
  const submit = (over: Parameters<typeof submitCall>[0] = {}) => submitOrder(change())(submitCall(over));

  it('makes one order under a key, and says of a repeat that it is one', async () => {
    const first = await submit({ key });
    const again = await submit({ key });
    expect(first).toMatchObject({ kind: 'created', isReplay: false, order: { status: 'CREATED' } });
    expect(again).toEqual({ ...first, isReplay: true });
    expect(system.submitted).toHaveLength(1);
  });

  it('makes another order for another caller with the same key', async () => {
    const [one, other] = [await submit({ key }), await submit({ key, caller: { ...ANYBODY, id: 'other' } })];
    expect(one.order.id).not.toBe(other.order.id);
  });

  it('refuses a key that came with other content', async () => {
    await submit({ key });
    await expect(submit({ key: { ...key, fingerprint: 'other' } })).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('is accepted while the row is not written, and says whether that was asked for', async () => {
    system.startOutcome = 'unwritten';
    expect(await submit({ preferences: { respondAsync: true } })).toMatchObject({ kind: 'accepted', honoured: 'respond_async' });
    system.startOutcome = 'existing';
    const late = await submit({ deadline: deadline(600) });
    expect([late.kind, late.honoured, late.order.status]).toEqual(['accepted', undefined, 'PENDING']);
  });

  it('says that it was waited for, with the order as it then stands', async () => {
    system.onSubmitted = (orderId) => system.move(orderId, 'CONFIRMED');
    const outcome = await submit({ preferences: { respondAsync: false, waitSeconds: 1 } });
    expect(outcome).toMatchObject({ kind: 'created', honoured: 'wait', order: { status: 'CONFIRMED' } });
  });
});

describe('changing an order', () => {
  it('is done with the order as it then stands, and a repeat under the key gets that again', async () => {
    system.put({ id });
    const cancel = () => cancelOrder(change())(orderCall(id, {}, { key }));
    const first = await cancel();
    expect(first).toMatchObject({ kind: 'done', order: { status: 'CANCELED' } });
    system.put({ id, status: 'RETURNED' });
    expect(await cancel()).toEqual({ ...first, isReplay: true });
  });

  it('is refused again under the key as it was refused, and the refusal says that it is a repeat', async () => {
    system.put({ id, status: 'SHIPPED' });
    const cancel = () => cancelOrder(change())(orderCall(id, {}, { key }));
    const first: unknown = await cancel().catch((error: unknown) => error);
    system.put({ id, status: 'DELIVERED' });
    const again: unknown = await cancel().catch((error: unknown) => error);
    expect(first).not.toBeInstanceOf(RepeatedRefusal);
    expect(again).toBeInstanceOf(RepeatedRefusal);
    expect(again).toMatchObject({ code: 'CANCEL_TOO_LATE', message: (first as Error).message });
  });

  it('gives two callers at the same instant the outcome that was kept first', async () => {
    system.put({ id });
    const kept = {
      fingerprint: 'f',
      outcome: { kind: 'refused', code: 'CANCEL_REFUSED', message: 'Being picked up.', faults: [] },
    } as const;
    outcomes.keep = async () => kept;
    const cancel = cancelOrder(change())(orderCall(id, {}, { key }));
    await expect(cancel).rejects.toMatchObject({ name: 'DomainError', code: 'CANCEL_REFUSED' });
  });

  it('is under way while undoing outlasts the call, and binds no key', async () => {
    system.put({ id, status: 'CONFIRMED' });
    system.cancelOutcome = 'running';
    system.onCancel = () => system.move(id, 'CANCELING');
    expect(await cancelOrder(change())(orderCall(id, {}, { key }))).toMatchObject({ kind: 'under_way', order: { status: 'CANCELING' } });
    expect(outcomes.kept.size).toBe(0);
  });

  it('needs a key where money goes back', async () => {
    system.put({ id });
    await expect(refundOrder(change())(orderCall(id, { reason: 'x' }))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REQUIRED' });
  });

  it('adds a note once under a key, as whoever causes it', async () => {
    system.put({ id });
    const note = () => addNote(change())(orderCall(id, { text: 'called' }, { key }));
    expect(await note()).not.toHaveProperty('isReplay');
    expect(await note()).toMatchObject({ kind: 'done', isReplay: true });
    expect(system.notes).toHaveLength(1);
  });
});

describe('reading orders', () => {
  it('lists a page, and says where the next one begins', async () => {
    for (const n of [1, 2, 3]) system.put({ id: `${id.slice(0, -1)}${n}` });
    const list = listOrders(system);
    const first = await list({ limit: 2 }, ANYBODY);
    expect(first).toEqual({ orders: [expect.anything(), expect.anything()], nextCursor: expect.any(String) });
    const rest = await list({ limit: 2, cursor: first.nextCursor ?? '' }, ANYBODY);
    expect(rest).toEqual({ orders: [expect.anything()], nextCursor: null });
    expect(new Set([...first.orders, ...rest.orders].map((order) => order.id)).size).toBe(3);
    expect((await list({ limit: 3 }, ANYBODY)).nextCursor).toBeNull();
  });

  it('tells the history of a pending order, which has none, from that of no order', async () => {
    const read = () => readEvents(change())({ orderId: id, caller: ANYBODY }, { limit: 20 }, deadline().signal);
    await expect(read()).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    system.pending.set(id, { order: newOrder(id, request(), NOW), fingerprint: null });
    expect(await read()).toEqual({ events: [], nextCursor: null });
  });
});

describe('stock', () => {
  it('is there once it was set, and under no name that a SKU cannot have', async () => {
    const inventory = new FakeInventory();
    const read = readStock(() => inventory);
    await expect(read('SKU-1', ANYBODY)).rejects.toMatchObject({ code: 'SKU_NOT_FOUND' });
    const level = await setStock(() => inventory)({ caller: ANYBODY, sku: 'SKU-1', onHand: 5, deadline: deadline().signal });
    expect([await read('SKU-1', ANYBODY), level.available]).toEqual([level, 5]);
    await expect(read('\0', ANYBODY)).rejects.toMatchObject({ code: 'SKU_NOT_FOUND' });
  });

  it('is not set for a caller whose time is up', async () => {
    const inventory = new FakeInventory();
    const late = AbortSignal.abort(new Error('late'));
    await expect(setStock(() => inventory)({ caller: ANYBODY, sku: 'SKU-1', onHand: 5, deadline: late })).rejects.toThrow('late');
    expect(inventory.levels.size).toBe(0);
  });

  it('lists a page, and the SKU after which the next one begins', async () => {
    const inventory = new FakeInventory();
    for (const sku of ['A', 'B']) await inventory.setOnHand(sku, 1);
    const list = listStock(() => inventory);
    expect(await list({ limit: 1, short: false }, ANYBODY)).toMatchObject({ skus: [{ sku: 'A' }], last: 'A' });
    expect(await list({ limit: 2, short: false }, ANYBODY)).not.toHaveProperty('last');
    expect(await list({ limit: 2, short: true }, ANYBODY)).toEqual({ skus: [] });
  });
});

it('notifies the order of what a partner says, whether or not anything waits for it', async () => {
  const notification = { kind: 'payment', reference: 'pay_1', cause: { actor: 'provider' } } as const;
  await notifyOrder(system)(id, notification, deadline().signal);
  expect(system.notifications).toEqual([notification]);
});
