import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, jetstream, jetstreamManager, type Consumer, type JsMsg, type OrderedConsumerOptions } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DependencyError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { EventFeed, FeedListener, FeedPosition, FeedStart, PublishedEvent } from '../../domain/ports/event-feed.ts';
import { STREAM } from './event-stream.ts';
import { lazyConnection } from './lazy-connection.ts';

export interface EventFeedOptions {
  readonly connect: () => Promise<NatsConnection>;
  /** Told when the stream cannot be read; it is tried again. */
  readonly onOutage: (error: unknown) => void;
}

/** Between two tries to read the stream (ms). */
const RETRY_MS = 1000;
/** So many are fetched ahead of a slow caller; what it has not come to stays in the stream. */
const READ_AHEAD = 100;
const CE = 'ce-';

/** The feed of the stream ORDERS: one ordered consumer for all who listen, and one for each who catches up. */
export function createEventFeed({ connect, onOutage }: EventFeedOptions): EventFeed & { close(): Promise<void> } {
  const listeners = new Set<FeedListener>();
  const closing = new AbortController();
  const connection = lazyConnection(connect);
  let isReading = false;

  const isOver = () => listeners.size === 0 || closing.signal.aborted;

  /** Until nobody listens any more. Goes on behind what it has told, so that only its beginning is a gap. */
  const readLive = async () => {
    isReading = true;
    let last: FeedPosition | undefined;
    while (!isOver()) {
      try {
        for await (const event of consume(await connection.open(), last && { after: last })) {
          if (event === READY) for (const listener of last ? [] : listeners) listener.onGap();
          else for (const listener of listeners) listener.onEvent(event);
          if (event !== READY) last = event.position;
          if (isOver()) break;
        }
      } catch (error) {
        onOutage(error);
      }
      if (!isOver()) await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    isReading = false;
  };

  return {
    listen(listener) {
      listeners.add(listener);
      if (!isReading) void readLive();
      return () => void listeners.delete(listener);
    },

    async check() {
      await connection
        .open()
        .then(jetstreamManager)
        .then((manager) => manager.streams.info(STREAM))
        .catch(unreadable);
    },

    async *read(start, types, signal) {
      try {
        yield* readAll(await connection.open(), start, types, signal);
      } catch (cause) {
        unreadable(cause);
      }
    },

    async close() {
      closing.abort();
      await connection.close();
    },
  };
}

/** @throws DependencyError */
function unreadable(cause: unknown): never {
  throw new DependencyError('nats', 'the stream cannot be read', { cause });
}

const READY = Symbol('what is stored from now on comes');

async function* consume(connection: NatsConnection, start: FeedStart | undefined): AsyncGenerator<PublishedEvent | typeof READY> {
  const options = start ? await startIn(connection, start) : { deliver_policy: DeliverPolicy.New };
  const consumer = await jetstream(connection).consumers.get(STREAM, options);
  const messages = await consumer.consume({ max_messages: READ_AHEAD });
  try {
    yield READY;
    for await (const message of messages) yield toEvent(message);
  } finally {
    // Whoever listens next does not wait for it.
    void messages.close();
    void forget(consumer);
  }
}

async function* readAll(connection: NatsConnection, start: FeedStart, types: readonly string[], signal: AbortSignal) {
  // A consumer of several types has no name in the subject that makes it, so that no permission could keep it from another's name.
  const [only, ...others] = types;
  const filter = only !== undefined && others.length === 0 ? { filter_subjects: only } : {};
  const consumer = await jetstream(connection).consumers.get(STREAM, { ...(await startIn(connection, start)), ...filter });
  try {
    if ((await consumer.info()).num_pending === 0) return;
    // Leaving the loop closes them.
    for await (const message of await consumer.consume({ max_messages: READ_AHEAD })) {
      if (only === undefined || types.includes(message.subject)) yield toEvent(message);
      if (message.info.pending === 0 || signal.aborted) return;
    }
  } finally {
    await forget(consumer);
  }
}

/** The server forgets one by itself, after five minutes. */
async function forget(consumer: Consumer): Promise<void> {
  await consumer.delete().catch(() => undefined);
}

/** A place in a stream that was made anew says nothing: then the time has to do. */
async function startIn(connection: NatsConnection, start: FeedStart): Promise<Partial<OrderedConsumerOptions>> {
  const from = (instant: string) => ({ deliver_policy: DeliverPolicy.StartTime, opt_start_time: instant });
  if ('since' in start) return from(start.since);
  const { place, storedAt } = start.after;
  const { created } = await (await jetstreamManager(connection)).streams.info(STREAM);
  if (Date.parse(created) > storedAt) return from(new Date(storedAt).toISOString());
  return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: place + 1 };
}

function toEvent(message: JsMsg): PublishedEvent {
  const { seq, subject, timestamp, headers } = message;
  const attributes: Record<string, string> = {};
  for (const name of headers?.keys() ?? []) if (name.startsWith(CE)) attributes[name.slice(CE.length)] = headers?.get(name) ?? '';
  const order = message.string();
  return {
    tenant: (JSON.parse(order) as Order).tenant ?? '',
    position: { place: seq, storedAt: Date.parse(timestamp) },
    orderId: attributes['subject'] ?? '',
    type: subject,
    attributes,
    order,
  };
}
