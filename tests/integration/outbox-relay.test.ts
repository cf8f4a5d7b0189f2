import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DeliverPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type EventStream, openEventStream, STREAM } from '../../adapters/jetstream/event-stream.ts';
import { createLeaderLock } from '../../adapters/postgres/leader-lock.ts';
import { createOrderStore } from '../../adapters/postgres/order-store.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { startNats } from '../../deploy/local/servers/nats.ts';
import type { RunningProcess } from '../../deploy/local/processes/launch.ts';
import { freePort } from '../../platform/free-port.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import { createLogger, type Logger } from '../../platform/logger.ts';
import { type OutboxRelayOptions, startOutboxRelay } from '../../worker/outbox-relay.ts';
import { eventually } from '../../platform/poll.ts';
import { currentContext } from '../../platform/request-context.ts';
import { freshDatabase, type FreshDatabase } from '../support/fresh-database.ts';
import { cause, order } from '../support/orders.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { noWakeUps } from '../support/wake-ups.ts';

let database: FreshDatabase;
let orders: OrderStore;
let nats: RunningProcess & { url: string };
let start: () => Promise<RunningProcess & { url: string }>;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-relay-'));
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  orders = createOrderStore({ db: database.db, now: () => new Date() });
  const [port, binary] = [await freePort(), await findTool(natsTool)];
  start = () => startNats({ dataDir, port, binary });
  nats = await start();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
afterAll(async () => {
  await nats.stop();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

function relay({ retentionDays = 7, ...given }: Partial<OutboxRelayOptions> = {}) {
  const stream = openEventStream({
    nats: natsAccess(nats.url),
    publicUrl: 'https://orders.example',
    maxAgeDays: 1,
    maxBytes: 64 * 1024 ** 2,
  });
  const stop = startOutboxRelay({
    outbox: createOutbox(database.db),
    stream,
    leader: createLeaderLock(database.session),
    wakeUps: noWakeUps(),
    log: createLogger('relay', 'silent'),
    retentionDays,
    ...given,
  });
  stops.push(stop, () => stream.close());
  return stop;
}

async function changedOrder(changes: number): Promise<string> {
  const made = order();
  await orders.create(made, { ...cause, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1' });
  for (let n = 1; n <= changes; n++)
    await orders.change(made.id, `refused:${n}`, cause, () => ({ event: 'orders.cancel_refused', why: 'Too late.' }));
  return made.id;
}

const unsent = async () => (await database.query<{ n: number }>('select count(*)::int as n from outbox where sent_at is null'))[0]?.n;
const allSent = () => eventually(unsent, (n) => n === 0);

async function withManager<T>(use: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: nats.url });
  try {
    return await use(await jetstreamManager(connection));
  } finally {
    await connection.close();
  }
}

/** Everything the stream holds, in its order. */
const stored = () =>
  withManager(async (manager) => {
    const { state } = await manager.streams.info(STREAM);
    const consumer = await manager.jetstream().consumers.get(STREAM, { deliver_policy: DeliverPolicy.All });
    const messages = [];
    for await (const message of await consumer.fetch({ max_messages: Math.max(1, state.messages), expires: 2000 })) {
      messages.push({ subject: message.subject, headers: message.headers, body: message.json<{ id: string; version: number }>() });
      if (messages.length === state.messages) break;
    }
    return messages;
  });

const sequencesOf = async (id: string) => (await stored()).filter(({ body }) => body.id === id).map(({ body }) => body.version);

describe('the outbox relay', () => {
  it('sends each event once, as a CloudEvent in binary mode', async () => {
    const id = await changedOrder(0);
    relay();
    await allSent();
    const message = (await stored()).find(({ body }) => body.id === id);
    const header = (name: string) => message?.headers?.get(name);
    expect(message?.subject).toBe('orders.created');
    expect(message?.body).toMatchObject({ id, status: 'CREATED', version: 1 });
    expect(header('ce-id')).toBe(header('Nats-Msg-Id'));
    expect(['ce-specversion', 'ce-type', 'ce-subject', 'ce-sequence', 'content-type'].map(header)).toEqual([
      '1.0',
      'orders.created',
      id,
      '0000000001',
      'application/json',
    ]);
    expect(['traceparent', 'ce-traceparent', 'tracestate', 'ce-tracestate'].map(header)).toEqual([
      ...Array.from({ length: 2 }, () => '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
      'vendor=1',
      'vendor=1',
    ]);
  });

  it('keeps the order of each order while many change at once', async () => {
    relay();
    const ids = await Promise.all(Array.from({ length: 20 }, () => changedOrder(9)));
    await allSent();
    const messages = await stored();
    for (const id of ids)
      expect(messages.filter(({ body }) => body.id === id).map(({ body }) => body.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('loses nothing and changes no order when NATS was killed and comes back', async () => {
    relay();
    await allSent();
    nats.kill();
    await nats.exited;
    const ids = await Promise.all(Array.from({ length: 5 }, () => changedOrder(3)));
    await eventually(unsent, (n) => n === 20);
    nats = await start();
    await allSent();
    for (const id of ids) expect(await sequencesOf(id)).toEqual([1, 2, 3, 4]);
  });

  it('sends again what a relay sent but did not mark, and the stream keeps it once', async () => {
    const stop = relay();
    const id = await changedOrder(2);
    await allSent();
    await stop();
    await database.query('update outbox set sent_at = null where order_id = $1', [id]);
    relay();
    await allSent();
    expect(await sequencesOf(id)).toEqual([1, 2, 3]);
  });

  it('lets one relay send while another stands by, and hands over when it stops', async () => {
    const first = relay();
    relay();
    const before = await changedOrder(5);
    await allSent();
    await first();
    const after = await changedOrder(5);
    await allSent();
    for (const id of [before, after]) expect(await sequencesOf(id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('is led by another once the one that leads says nothing any more, with its session open', async () => {
    const silent = createLeaderLock(database.session, { leaseMs: 500, renewEveryMs: 600_000 });
    const next = createLeaderLock(database.session);
    expect(await silent.held()).toBe(true);
    expect(await eventually(() => next.held(), Boolean)).toBe(true);
    const lastWord = async () =>
      (
        await database.query<{ at: Date }>(`select state_change as at from pg_stat_activity where application_name like '%relay leader'`)
      )[0];
    const taken = await lastWord();
    expect(await eventually(lastWord, (word) => word?.at.getTime() !== taken?.at.getTime())).toBeDefined();
    expect(await silent.held()).toBe(false);
    await next.release();
  });

  it('removes what was sent long ago, and nothing else', async () => {
    const [old, young] = [await changedOrder(0), await changedOrder(0)];
    const stop = relay();
    await allSent();
    await stop();
    await database.query(`update outbox set sent_at = now() - interval '8 days' where order_id = $1`, [old]);
    relay({ retentionDays: 7 });
    const left = async () =>
      (await database.query<{ order_id: string }>('select order_id from outbox where order_id = any($1)', [[old, young]])).map(
        (row) => row.order_id,
      );
    expect(await eventually(left, (ids) => ids.length < 2)).toEqual([young]);
  });
});

describe('an event that the stream refuses for its size', () => {
  const LARGE = 1_100_000;
  /** Its second event is as large as that. */
  const largeOrder = async (bytes = LARGE) => {
    const id = await changedOrder(2);
    await database.query(
      `update order_events set snapshot = (snapshot::jsonb || jsonb_build_object('filler', repeat('x', $2)))::json where order_id = $1 and sequence = 2`,
      [id, bytes],
    );
    return id;
  };
  const refused = async () =>
    (await database.query<{ n: number }>('select count(*)::int as n from outbox where refused_at is not null'))[0]?.n;
  const said: unknown[] = [];
  const log = {
    ...createLogger('relay', 'silent'),
    error: (about: object) => said.push({ ...about, orderId: currentContext().orderId }),
    info: () => undefined,
  } as unknown as Logger;
  beforeEach(() => void said.splice(0));
  afterEach(() => database.query('delete from outbox'));

  it('holds up the later ones of its order, and those of no other', async () => {
    const large = await largeOrder();
    relay({ log });
    expect(await eventually(refused, (n) => n === 1)).toBe(1);
    const other = await changedOrder(3);
    await eventually(unsent, (n) => n === 2);
    expect(await Promise.all([large, other].map(sequencesOf))).toEqual([[1], [1, 2, 3, 4]]);
    expect(said).toEqual([{ orderId: large, sequence: 2, bytes: expect.any(Number) as number }]);
  });

  it('is offered again after a while, and what waited for it follows in order', async () => {
    const large = await largeOrder();
    relay({ log, refusedForMs: 0 });
    await eventually(refused, (n) => n === 1);
    await database.query(`update order_events set snapshot = (snapshot::jsonb - 'filler')::json where order_id = $1`, [large]);
    await allSent();
    expect(await sequencesOf(large)).toEqual([1, 2, 3]);
    expect(said).toHaveLength(1);
  });

  it("is one that is larger than the stream's own limit, too", async () => {
    const limit = (max_msg_size: number) => withManager((manager) => manager.streams.update(STREAM, { max_msg_size }));
    await limit(5000);
    try {
      const large = await largeOrder(6000);
      relay({ log });
      await eventually(refused, (n) => n === 1);
      expect(await sequencesOf(large)).toEqual([1]);
    } finally {
      await limit(-1);
    }
  });

  it('leaves the way free when there are more such orders than the relay takes at once', async () => {
    const large = new Set(await Promise.all(Array.from({ length: 501 }, () => changedOrder(0))));
    const other = await changedOrder(0);
    const sent: string[] = [];
    const publish: EventStream['publish'] = async ({ orderId }) => {
      if (large.has(orderId)) return 'too_large';
      sent.push(orderId);
      return 'stored';
    };
    relay({ log, stream: { publish } });
    await eventually(unsent, (n) => n === 501);
    expect([sent, await refused()]).toEqual([[other], 501]);
  });
});
