import { readFileSync } from 'node:fs';
import path from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import { connectNats, type NatsUser } from '../../adapters/jetstream/connection.ts';
import { createEventFeed } from '../../adapters/jetstream/event-feed.ts';
import { openEventStream, STREAM } from '../../adapters/jetstream/event-stream.ts';
import { eventually } from '../../platform/poll.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { type OwnNats, startOwnNats } from '../support/own-nats.ts';

const USERS = ['api', 'worker', 'relay', 'webhooks', 'auditor'] as const satisfies readonly NatsUser[];
const EVERYBODY = [...USERS, 'operator'] as const;
/** Passwords come from the environment of the server: here they are told in its configuration. */
const CONFIG = `jetstream { store_dir: "{folder}" }
${EVERYBODY.map((user) => `NATS_${user.toUpperCase()}_PASSWORD: ${user}`).join('\n')}
${readFileSync(path.resolve(import.meta.dirname, '../../deploy/nats/users.conf'), 'utf8')}`;

/** Who may say what. Of what is not here everything is refused; of a consumer `mine` stands for any but the webhook sender's. */
const SAYS: Readonly<Record<string, readonly NatsUser[]>> = {
  'order-changed.o1': ['api', 'worker'],
  'orders.created': ['relay'],
  '$JS.API.INFO': ['api', 'relay', 'webhooks', 'auditor'],
  '$JS.API.STREAM.INFO.ORDERS': ['api', 'relay', 'webhooks', 'auditor'],
  '$JS.API.STREAM.CREATE.ORDERS': ['relay'],
  '$JS.API.STREAM.UPDATE.ORDERS': ['relay'],
  '$JS.API.STREAM.DELETE.ORDERS': [],
  '$JS.API.STREAM.PURGE.ORDERS': [],
  '$JS.API.STREAM.MSG.GET.ORDERS': [],
  '$JS.API.STREAM.MSG.DELETE.ORDERS': [],
  '$JS.API.DIRECT.GET.ORDERS': [],
  '$JS.API.STREAM.SNAPSHOT.ORDERS': [],
  '$JS.API.STREAM.CREATE.OTHER': [],
  '$JS.API.STREAM.NAMES': [],
  '$JS.API.CONSUMER.LIST.ORDERS': ['relay'],
  '$JS.API.CONSUMER.DURABLE.CREATE.ORDERS.mine': [],
  '$JS.API.CONSUMER.CREATE.ORDERS': [],
  '$JS.API.CONSUMER.CREATE.ORDERS.mine': ['api', 'auditor'],
  '$JS.API.CONSUMER.CREATE.ORDERS.mine.orders.created': ['api', 'auditor'],
  '$JS.API.CONSUMER.INFO.ORDERS.mine': ['api', 'auditor'],
  '$JS.API.CONSUMER.MSG.NEXT.ORDERS.mine': ['api', 'auditor'],
  '$JS.API.CONSUMER.DELETE.ORDERS.mine': ['api', 'auditor'],
  '$JS.ACK.ORDERS.mine.1.1.1.1.0': [],
  '$JS.API.CONSUMER.DURABLE.CREATE.ORDERS.webhooks': [],
  '$JS.API.CONSUMER.CREATE.ORDERS.webhooks': ['webhooks'],
  '$JS.API.CONSUMER.CREATE.ORDERS.webhooks.orders.created': [],
  '$JS.API.CONSUMER.INFO.ORDERS.webhooks': ['api', 'webhooks', 'auditor'],
  '$JS.API.CONSUMER.MSG.NEXT.ORDERS.webhooks': ['webhooks'],
  '$JS.API.CONSUMER.DELETE.ORDERS.webhooks': ['webhooks'],
  '$JS.ACK.ORDERS.webhooks.1.1.1.1.0': ['webhooks'],
  'anything.else': [],
};

const HEARS: Readonly<Record<string, readonly NatsUser[]>> = {
  'order-changed.*': ['api', 'relay'],
  'orders.>': [],
  'orders.created': [],
  '>': [],
  '_INBOX.>': [],
  '$JS.>': [],
  ...Object.fromEntries(USERS.map((user) => [`_INBOX.${user}.>`, [user]])),
};

let server: OwnNats;
const opened: NatsConnection[] = [];
const url = (user: string) => `nats://${user}:${user}@127.0.0.1:${server.port}`;
beforeAll(async () => {
  server = await startOwnNats(CONFIG);
  const stream = openEventStream({
    nats: natsAccess(url('relay')),
    publicUrl: 'https://orders.example',
    maxAgeDays: 1,
    maxBytes: 1_000_000,
  });
  await stream.open();
  await stream.close();
});
afterAll(async () => {
  for (const connection of opened) await connection.close();
  await server.stop();
});

async function as(user: NatsUser): Promise<NatsConnection> {
  const connection = await connectNats(natsAccess(url(user)), { user });
  opened.push(connection);
  return connection;
}

/** Which of these subjects the server refuses to whoever tries them. */
async function refused(user: NatsUser, subjects: readonly string[], attempt: (connection: NatsConnection, subject: string) => void) {
  const connection = await as(user);
  const found = new Set<string>();
  const told = (async () => {
    for await (const status of connection.status())
      if (status.type === 'error' && status.error instanceof PermissionViolationError) found.add(status.error.subject);
  })();
  for (const subject of subjects) attempt(connection, subject);
  // The server answers in order: behind this one every refusal has been said, and the end comes behind them all.
  await connection.flush();
  await connection.close();
  await told;
  return subjects.filter((subject) => found.has(subject));
}

const notFor = (user: NatsUser, rights: Readonly<Record<string, readonly NatsUser[]>>) =>
  Object.entries(rights).flatMap(([subject, users]) => (users.includes(user) ? [] : [subject]));

describe.each(USERS)('NATS lets %s', (user) => {
  it('say what is written, and nothing else', async () => {
    // Without an inbox to answer to JetStream does nothing.
    expect(await refused(user, Object.keys(SAYS), (connection, subject) => connection.publish(subject))).toEqual(notFor(user, SAYS));
  });

  it('hear what is written, and nothing else', async () => {
    const listen = (connection: NatsConnection, subject: string) => connection.subscribe(subject, { callback: () => undefined });
    expect(await refused(user, Object.keys(HEARS), (connection, subject) => void listen(connection, subject))).toEqual(notFor(user, HEARS));
  });
});

describe('the feed of the API', () => {
  let feed: ReturnType<typeof createEventFeed>;
  afterEach(() => feed.close());

  it('reads several types of events, and goes on hearing what comes', async () => {
    const connection = await as('relay');
    const store = (type: string) => jetstream(connection).publish(type, JSON.stringify({ tenant: '' }));
    const outages: unknown[] = [];
    feed = createEventFeed({ connect: () => as('api'), onOutage: (error) => void outages.push(error) });
    const heard: string[] = [];
    const ready = Promise.withResolvers<void>();
    const stop = feed.listen({ onEvent: ({ type }) => void heard.push(type), onGap: ready.resolve });
    await ready.promise;
    const since = new Date().toISOString();
    for (const type of ['orders.created', 'orders.confirmed', 'orders.shipped']) await store(type);
    const read: string[] = [];
    const readAll = async (...types: string[]) => {
      for await (const { type } of feed.read({ since }, types, new AbortController().signal)) read.push(type);
      return read.splice(0);
    };
    expect(await readAll('orders.created', 'orders.shipped')).toEqual(['orders.created', 'orders.shipped']);
    expect(await readAll('orders.confirmed')).toEqual(['orders.confirmed']);
    await store('orders.delivered');
    await eventually(async () => heard.includes('orders.delivered'), Boolean);
    stop();
    expect([heard, outages]).toEqual([['orders.created', 'orders.confirmed', 'orders.shipped', 'orders.delivered'], []]);
  });
});

describe('a consumer that reads past its permissions is refused:', () => {
  /** A request as a client of ours would send it, with what a hostile one might write in it. */
  const create = async (user: NatsUser, subject: string, config: Record<string, unknown>) => {
    const connection = await as(user);
    const request = JSON.stringify({ stream_name: STREAM, config: { ack_policy: 'explicit', ...config }, action: '' });
    const answer = await connection.request(`$JS.API.CONSUMER.CREATE.${subject}`, request, { timeout: 5000 });
    return answer.json<{ error?: { description: string } }>().error?.description;
  };

  it('by another name in the request than in its subject', async () => {
    expect(await create('webhooks', 'ORDERS.webhooks', { name: 'mine', durable_name: 'mine' })).toMatch(/does not match/);
    expect(await create('api', 'ORDERS.mine', { name: 'webhooks', durable_name: 'webhooks' })).toMatch(/does not match/);
  });

  it('of another stream', async () => {
    const operator = await connectNats(natsAccess(url('operator')), { user: 'auditor' });
    opened.push(operator);
    await (await jetstreamManager(operator)).streams.add({ name: 'SECRETS', subjects: ['secrets.>'] });
    for (const user of USERS) await expect(create(user, 'SECRETS.mine', { name: 'mine' })).rejects.toThrow(/[Pp]ermission/);
  });

  it('through the consumer of another', async () => {
    expect(await create('webhooks', 'ORDERS.webhooks', { name: 'webhooks', durable_name: 'webhooks' })).toBeUndefined();
    // Whoever may say this may change any consumer.
    await expect(create('api', 'ORDERS', { name: 'webhooks', filter_subject: 'orders.created' })).rejects.toThrow(/[Pp]ermission/);
    for (const user of ['api', 'auditor', 'relay', 'worker'] as const) {
      const connection = await as(user);
      await expect(connection.request('$JS.API.CONSUMER.MSG.NEXT.ORDERS.webhooks', '1', { timeout: 5000 })).rejects.toThrow(
        /[Pp]ermission/,
      );
    }
  });
});
