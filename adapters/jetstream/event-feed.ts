import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { DependencyError } from '../../domain/errors.ts';
import type { Order } from '../../domain/order.ts';
import type { EventFeed, FeedListener, FeedPosition, FeedStart, PublishedEvent } from '../../domain/ports/event-feed.ts';
import { STREAM } from './event-stream.ts';
import { lazyConnection } from './lazy-connection.ts';
import { openReader, storedMessages, type ReadFrom } from './stream-reader.ts';

export interface EventFeedOptions {
  readonly connect: () => Promise<NatsConnection>;
  /** Told when the stream cannot be read; it is tried again. */
  readonly onOutage: (error: unknown) => void;
}

/** Between two tries to read the stream (ms). */
const RETRY_MS = 1000;
const CE = 'ce-';

/** The feed of the stream ORDERS: one reader of it for all who listen, and one for each who catches up. */
export function createEventFeed({ connect, onOutage }: EventFeedOptions): EventFeed & { close(): Promise<void> } {
  const listeners = new Set<FeedListener>();
  const closing = new AbortController();
  const connection = lazyConnection(connect);
  let isReading = false;
  /** What was told last. */
  let last: FeedPosition | undefined;

  const isOver = () => listeners.size === 0 || closing.signal.aborted;

  const tell = (message: JsMsg) => {
    const event = toEvent(message);
    if (event) for (const listener of listeners) listener.onEvent(event);
    last = positionOf(message);
  };

  /** Goes on behind what was told, so that only its beginning is a gap. */
  const readOn = async () => {
    const opened = await connection.open();
    const reader = await openReader(opened, last ? await startIn(opened, { after: last }) : { deliver_policy: DeliverPolicy.New });
    try {
      for (const listener of last ? [] : listeners) listener.onGap();
      while (!isOver()) for await (const message of reader.page(closing.signal)) tell(message);
    } finally {
      reader.close();
    }
  };

  /** Until nobody listens any more. */
  const readLive = async () => {
    isReading = true;
    last = undefined;
    while (!isOver()) {
      await readOn().catch(onOutage);
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

async function* readAll(connection: NatsConnection, start: FeedStart, types: readonly string[], signal: AbortSignal) {
  const [only, ...others] = types;
  const filter = only !== undefined && others.length === 0 ? { filter_subject: only } : {};
  for await (const message of storedMessages(connection, { ...(await startIn(connection, start)), ...filter }, signal)) {
    const event = only === undefined || types.includes(message.subject) ? toEvent(message) : undefined;
    if (event) yield event;
  }
}

/** A place in a stream that was made anew says nothing: then the time has to do. */
async function startIn(connection: NatsConnection, start: FeedStart): Promise<ReadFrom> {
  const from = (instant: string) => ({ deliver_policy: DeliverPolicy.StartTime, opt_start_time: instant });
  if ('since' in start) return from(start.since);
  const { place, storedAt } = start.after;
  const { created } = await (await jetstreamManager(connection)).streams.info(STREAM);
  if (Date.parse(created) > storedAt) return from(new Date(storedAt).toISOString());
  return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: place + 1 };
}

const positionOf = ({ seq, timestamp }: JsMsg): FeedPosition => ({ place: seq, storedAt: Date.parse(timestamp) });

/** Undefined for what is no event of ours: whoever may publish may publish anything. */
function toEvent(message: JsMsg): PublishedEvent | undefined {
  const order = message.string();
  const tenant = tenantOf(order);
  if (tenant === undefined) return undefined;
  const { subject, headers } = message;
  const attributes: Record<string, string> = {};
  for (const name of headers?.keys() ?? []) if (name.startsWith(CE)) attributes[name.slice(CE.length)] = headers?.get(name) ?? '';
  return { tenant, position: positionOf(message), orderId: attributes['subject'] ?? '', type: subject, attributes, order };
}

/** Empty where there are none. */
function tenantOf(order: string): string | undefined {
  try {
    const parsed = JSON.parse(order) as Pick<Order, 'tenant'> | null;
    return typeof parsed === 'object' && parsed ? (parsed.tenant ?? '') : undefined;
  } catch {
    return undefined;
  }
}
