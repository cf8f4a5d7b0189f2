import { randomUUID } from 'node:crypto';
import type { WatchOrdersResponse } from '../../../../proto/generated/orders/v1/orders_pb.ts';
import type { OrdersWatch } from '../../../../clients/grpc/orders-watch.ts';
import type { Gate } from '../../../../api/access/gate.ts';
import { ANYBODY } from '../../../../api/caller.ts';
import { OpenStreams } from '../../../../api/open-streams.ts';
import { DomainError } from '../../../../domain/errors.ts';
import { eventually } from '../../../../platform/poll.ts';
import { NOW } from '../support/fakes.ts';
import { serveGrpc, type ServedGrpc } from '../support/serve-grpc.ts';

const [A, B] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
let api: ServedGrpc;
let changes: Map<string, number>;
let watches: OrdersWatch[];
beforeEach(async () => {
  watches = [];
  await serve();
});
afterEach(async () => {
  for (const watch of watches) watch.close();
  await api.close();
});

async function serve(changed: Parameters<typeof serveGrpc>[0] = {}): Promise<void> {
  api = await serveGrpc(changed);
  changes = new Map();
  for (const id of [A, B]) api.system.put({ id });
  api.system.history = (id) =>
    Array.from({ length: (changes.get(id) ?? 0) + 1 }, (_, index) => {
      const type = index === 0 ? 'orders.created' : 'orders.note_added';
      return { sequence: index + 1, type, at: NOW, actor: 'api', why: '', order: { ...api.system.put({ id }), version: index + 1 } };
    });
}

/** One more change of the order, and its event in the stream. */
function change(id: string): void {
  changes.set(id, (changes.get(id) ?? 0) + 1);
  api.system.feed.store({ orderId: id });
}

function watch() {
  const call = api.orders.watchOrders();
  watches.push(call);
  const told = call[Symbol.asyncIterator]();
  const next = async () => shown((await told.next()).value as WatchOrdersResponse);
  return { call, next };
}

function shown({ told }: WatchOrdersResponse): unknown {
  if (told.case === 'event') return [told.value.order?.id, Number(told.value.sequence)];
  return told.case === 'ended' ? { id: told.value.id, code: told.value.code } : undefined;
}

const listeners = (count: number) =>
  eventually(
    async () => api.system.feed.listeners.size,
    (size) => size === count,
  );

const looked = (times: number) =>
  eventually(
    async () => api.system.lookups,
    (lookups) => lookups >= times,
  );

describe('WatchOrders', () => {
  it('tells the history of an order and then what happens to it', async () => {
    const { call, next } = watch();
    call.add(A);
    expect(await next()).toEqual([A, 1]);
    change(A);
    expect(await next()).toEqual([A, 2]);
  });

  it('goes on behind the last event that is known', async () => {
    for (let n = 0; n < 3; n++) change(A);
    const { call, next } = watch();
    call.add(A, 3);
    expect(await next()).toEqual([A, 4]);
  });

  it('follows the orders that its caller adds and drops while it runs', async () => {
    const { call, next } = watch();
    call.add(A, 1);
    call.add(B, 1);
    await listeners(2);
    call.drop(A);
    await listeners(1);
    change(A);
    change(B);
    expect(await next()).toEqual([B, 2]);
    call.add(A, 1);
    expect(await next()).toEqual([A, 2]);
  });

  it('begins anew for an order that is added again', async () => {
    const { call, next } = watch();
    call.add(A);
    expect(await next()).toEqual([A, 1]);
    call.add(A);
    expect(await next()).toEqual([A, 1]);
    await listeners(1);
  });

  it.each([
    ['is not there', '00000000-0000-4000-8000-000000000009'],
    ['cannot be', 'x'],
  ])('says of an order that %s that it is not followed, and goes on with the others', async (_what, id) => {
    api.system.history = undefined;
    const { call, next } = watch();
    call.add(id);
    expect(await next()).toEqual({ id, code: 'ORDER_NOT_FOUND' });
    call.add(A);
    expect(await next()).toEqual([A, 1]);
  });

  it('forgets its orders when its caller goes away', async () => {
    const { call, next } = watch();
    call.add(A);
    await next();
    await listeners(1);
    call.close();
    expect(await listeners(0)).toBe(0);
  });

  it('lets nothing fall when a caller who reads nothing goes away while it is to be told that its orders end', async () => {
    const fallen: unknown[] = [];
    const fall = (error: unknown) => void fallen.push(error);
    process.on('unhandledRejection', fall);
    const { call } = watch();
    // More than fits on the way.
    const order = { ...api.system.put({ id: A }), metadata: { text: 'x'.repeat(500_000) } };
    const event = { sequence: 1, type: 'orders.created', at: NOW, actor: 'api', why: '', order } as const;
    api.system.history = () => [event];
    for (let n = 0; n < 10; n++) call.add(A);
    await looked(10);
    api.system.postgresIsAway = true;
    for (let n = 0; n < 20; n++) call.add(randomUUID());
    await looked(30);
    call.close();
    expect(await listeners(0)).toBe(0);
    process.off('unhandledRejection', fall);
    expect(fallen).toEqual([]);
  });

  it('leaves nothing behind when many are opened and cancelled, and holds no drain up', async () => {
    await api.close();
    await serve({ streams: new OpenStreams({ all: 20, perCaller: 20 }, new AbortController().signal) });
    const openAndCancel = async () => {
      const { call, next } = watch();
      call.add(A);
      await next();
      call.close();
    };
    for (let n = 0; n < 10; n += 1) {
      await Promise.all(Array.from({ length: 20 }, openAndCancel));
      expect(await listeners(0)).toBe(0);
    }
    let isCutOff = false;
    const end = setTimeout(() => (isCutOff = true), 60_000);
    await api.server.drain(60_000);
    clearTimeout(end);
    expect(isCutOff).toBe(false);
  });

  it('ends when the process drains, so that the next one goes on', async () => {
    const { call, next } = watch();
    call.add(A);
    await next();
    api.drain();
    await expect(next()).rejects.toMatchObject({ code: 'UNAVAILABLE', reason: 'NOT_READY' });
  });

  it('ends with the token that it was opened with', async () => {
    await api.close();
    const expiresAt = Date.now() + 500;
    await serve({ gate: async () => ({ ...ANYBODY, expiresAt }) });
    await expect(watch().next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN' });
  });

  it('is for who is let in', async () => {
    await api.close();
    const gate = () => Promise.reject(new DomainError('UNAUTHENTICATED', 'Send an access token.'));
    await serve({ gate });
    await expect(watch().next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'UNAUTHENTICATED' });
  });

  it('keeps no place for a caller who went away before it was opened', async () => {
    await api.close();
    const asked: (() => void)[] = [];
    const held = () => new Promise<typeof ANYBODY>((resolve) => asked.push(() => resolve(ANYBODY)));
    const gate: Gate = async (_token, operation) => (operation === 'readOrderEvents' ? held() : ANYBODY);
    await serve({ gate, streams: new OpenStreams({ all: 1, perCaller: 1 }, new AbortController().signal) });
    const askedFor = (times: number) =>
      eventually(
        async () => asked.length,
        (length) => length === times,
      );
    const gone = watch();
    await askedFor(1);
    gone.call.close();
    // Over the same connection, and so behind it.
    await api.orders.getOrder({ id: A });
    asked[0]?.();
    const { call, next } = watch();
    await askedFor(2);
    asked[1]?.();
    call.add(A);
    expect(await next()).toEqual([A, 1]);
  });

  it('is one of a few that a caller may have open', async () => {
    for (const { call, next } of [watch(), watch()]) {
      call.add(A);
      await next();
    }
    await expect(watch().next()).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'OVERLOADED' });
  });
});
