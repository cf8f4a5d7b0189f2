import { setImmediate } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createEventFeed } from '../../adapters/jetstream/event-feed.ts';
import { STREAM } from '../../adapters/jetstream/event-stream.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { ANYBODY } from '../../api/caller.ts';
import { followEvents, type FollowCall } from '../../api/events/follow-events.ts';
import type { FeedPosition, PublishedEvent } from '../../domain/ports/event-feed.ts';
import { eventually } from '../../platform/poll.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { streamWorld, type StreamWorld } from '../support/invariants-stream.ts';
import { cause, order } from '../support/orders.ts';

const ALL = { since: '2000-01-01T00:00:00Z' };
let database: FreshDatabase;
let stream: StreamWorld;
let feed: ReturnType<typeof createEventFeed>;

beforeAll(async () => {
  database = await freshDatabase();
  stream = await streamWorld(database);
});
beforeEach(async () => {
  await stream.empty();
  await publish('first');
  feed = createEventFeed({ connect: () => connect({ servers: stream.url }), onOutage: () => undefined });
});
afterEach(() => feed.close());
afterAll(async () => {
  await stream.stop();
  await database.drop();
});

/** Has an order made, and its event sent. */
async function publish(customerId: string, tenant?: string): Promise<void> {
  const made = order({ customerId, ...(tenant !== undefined && { tenant }) });
  await createOrderStore({ db: database.db, now: () => new Date() }).create(made, cause);
  await stream.relayAll();
}

/** As anybody can who may publish. */
async function publishJunk(): Promise<void> {
  const connection = await connect({ servers: stream.url });
  for (const junk of ['no JSON', 'null', '']) await jetstream(connection).publish('orders.created', junk);
  await connection.close();
}

/** As a server does that was made anew, or is out of memory. */
async function forgetReaders(): Promise<void> {
  const connection = await connect({ servers: stream.url });
  const { consumers } = await jetstreamManager(connection);
  for await (const { name } of consumers.list(STREAM)) await consumers.delete(STREAM, name);
  await connection.close();
}

interface Taken {
  readonly seen: readonly string[];
  readonly last: FeedPosition | undefined;
}

/** Follows until so many events have come; each is told by its customer or, where a test made it up, its id. */
async function take(
  count: number,
  call: Partial<FollowCall> = {},
  onEvent: (event: PublishedEvent) => Promise<unknown> = setImmediate,
): Promise<Taken> {
  const { signal } = new AbortController();
  const seen: string[] = [];
  let last: FeedPosition | undefined;
  for await (const event of followEvents(feed)({ caller: ANYBODY, start: ALL, types: [], signal, ...call })) {
    seen.push((JSON.parse(event.order) as { customerId?: string }).customerId ?? event.attributes['id'] ?? '');
    last = event.position;
    await onEvent(event);
    if (seen.length >= count) break;
  }
  return { seen, last };
}

describe('following the events', () => {
  it('gets what the stream holds and then what comes, each once and in order', async () => {
    const { seen } = await take(5, {}, async ({ attributes: { id = '' } }) => {
      if (id.endsWith('live:1')) return;
      for (const sequence of id === 'live:4' ? [] : [1, 2, 3, 4]) await stream.publish('live', sequence);
    });
    expect(seen).toEqual(['first', 'live:1', 'live:2', 'live:3', 'live:4']);
  });

  it('goes on behind the last event that was seen', async () => {
    const { last } = await take(1);
    await publish('second');
    if (!last) throw new Error('an event was seen');
    expect((await take(1, { start: { after: last } })).seen).toEqual(['second']);
  });

  it('gets events of some types only, of old and of new ones', async () => {
    await stream.publish('x', 1, {}, 'orders.confirmed');
    const { seen } = await take(2, { types: ['orders.confirmed'] }, async () => {
      await stream.publish('x', 2, {}, 'orders.canceled');
      await stream.publish('x', 3, {}, 'orders.confirmed');
    });
    expect(seen).toEqual(['x:1', 'x:3']);
  });

  it("gets its own tenant's events, of old and of new ones", async () => {
    await publish('old', 'acme');
    const { seen } = await take(2, { caller: { ...ANYBODY, tenant: 'acme' } }, async () => {
      await publish('of globex', 'globex');
      await publish('new', 'acme');
    });
    expect(seen).toEqual(['old', 'new']);
  });

  it("gets nothing of another tenant's stream for having an id of it", async () => {
    await publish('old', 'acme');
    await publish('of globex', 'globex');
    const { last } = await take(1, { caller: { ...ANYBODY, tenant: 'acme' } });
    if (!last) throw new Error('an event was seen');
    const { seen } = await take(2, { caller: { ...ANYBODY, tenant: 'globex' }, start: { after: last } }, async () => {
      await publish('new', 'acme');
      await publish('new of globex', 'globex');
    });
    expect(seen).toEqual(['of globex', 'new of globex']);
  });

  it('misses nothing when it reads slower than events come', async () => {
    const { seen } = await take(601, {}, async ({ attributes: { id = '' } }) => {
      if (id === 'live:1') for (let sequence = 2; sequence <= 600; sequence++) await stream.publish('live', sequence);
      else if (!id.startsWith('live')) await stream.publish('live', 1);
    });
    expect(seen).toEqual(['first', ...Array.from({ length: 600 }, (_, index) => `live:${index + 1}`)]);
  });

  it('goes on in a stream that was made anew', async () => {
    const { last } = await take(1);
    await stream.empty();
    await publish('again');
    if (!last) throw new Error('an event was seen');
    expect((await take(1, { start: { after: last } })).seen).toEqual(['again']);
  });

  it('passes over what is no event, of old and of new ones', async () => {
    await publishJunk();
    const { seen } = await take(3, {}, async ({ attributes: { id = '' } }) => {
      if (id.endsWith('live:1')) await publishJunk();
      if (!id.endsWith('live:2')) await stream.publish('live', id.endsWith('live:1') ? 2 : 1);
    });
    expect(seen).toEqual(['first', 'live:1', 'live:2']);
  });

  it('misses nothing of what comes when the server forgets who reads', async () => {
    const { seen } = await take(4, {}, async ({ attributes: { id = '' } }) => {
      if (id.endsWith('live:2') || id.endsWith('live:3')) return;
      if (id.endsWith('live:1')) await forgetReaders();
      for (const sequence of id.endsWith('live:1') ? [2, 3] : [1]) await stream.publish('live', sequence);
    });
    expect(seen).toEqual(['first', 'live:1', 'live:2', 'live:3']);
  });

  it('is told at once when it can catch up no further, and goes on behind what it has', async () => {
    for (let sequence = 1; sequence <= 300; sequence++) await stream.publish('old', sequence);
    const seen: PublishedEvent[] = [];
    const catchUp = async () => {
      for await (const event of feed.read(ALL, [], new AbortController().signal)) if (seen.push(event) === 1) await forgetReaders();
    };
    await expect(catchUp()).rejects.toThrow('the stream cannot be read');
    const start = { after: seen.at(-1)!.position };
    expect(seen.length + (await take(301 - seen.length, { start })).seen.length).toBe(301);
  });

  it('takes one consumer of the stream for all who have caught up', async () => {
    const connection = await connect({ servers: stream.url });
    const consumers = async () => (await (await jetstreamManager(connection)).streams.info(STREAM)).state.consumer_count;
    const followers = Array.from({ length: 20 }, () => take(2));
    await eventually(consumers, (count) => count === 1);
    await publish('second');
    expect((await Promise.all(followers)).every(({ seen }) => seen[1] === 'second')).toBe(true);
    await connection.close();
  });
});
