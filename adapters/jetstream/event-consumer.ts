import { setTimeout as sleep } from 'node:timers/promises';
import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiError,
  jetstreamManager,
  type Consumer,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { StreamedEvent } from '../postgres/webhook-queue.ts';
import { STREAM } from './event-stream.ts';
import { lazyConnection } from './lazy-connection.ts';

export interface EventConsumerOptions {
  readonly connect: () => Promise<NatsConnection>;
  /** How the consumer is called, which remembers how far it has come. */
  readonly name: string;
  /** Takes events over, together those that came together. What it throws for comes again. */
  readonly take: (events: readonly StreamedEvent[]) => Promise<void>;
  /** Told when the stream cannot be read, or events not be taken over; it is tried again. */
  readonly onOutage: (error: unknown) => void;
}

export interface EventConsumer {
  /**
   * Reads what the stream has stored since then, or since it last came by, until it is stopped; `isAfresh`: wherever it came by before.
   * Starting it twice changes nothing.
   */
  start(since: Date, isAfresh: boolean): void;
  stop(): Promise<void>;
  /** Stops, and closes the connection. */
  close(): Promise<void>;
}

const RETRY_MS = 1000;
const AT_ONCE = 500;
/** What was not acknowledged by then comes again (ms); a statement of PostgreSQL may take 4 s. */
const ACKNOWLEDGE_WITHIN_MS = 10_000;

/** A durable consumer of the stream ORDERS, shared by all processes that read under its name. Bodies stay in the stream. */
export function createEventConsumer({ connect, name, take, onOutage }: EventConsumerOptions): EventConsumer {
  const connection = lazyConnection(connect);
  let reading: { readonly stopping: AbortController; readonly finished: Promise<void> } | undefined;

  const read = async (since: Date, isAfresh: boolean, signal: AbortSignal): Promise<void> => {
    let isStale = isAfresh;
    while (!signal.aborted) {
      try {
        const manager = await jetstreamManager(await connection.open());
        if (isStale) await forget(manager, name);
        isStale = false;
        await takeAll(await open(manager, name, since), take, signal);
      } catch (error) {
        if (!signal.aborted) onOutage(error);
      }
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const stop = async () => {
    reading?.stopping.abort();
    await reading?.finished;
    reading = undefined;
  };

  return {
    start(since, isAfresh) {
      if (reading) return;
      const stopping = new AbortController();
      reading = { stopping, finished: read(since, isAfresh, stopping.signal) };
    },
    stop,
    async close() {
      await stop();
      await connection.close();
    },
  };
}

/** Where there is no such consumer, or no stream yet, nothing is to be forgotten. */
async function forget(manager: JetStreamManager, name: string): Promise<void> {
  await manager.consumers.delete(STREAM, name).catch((error: unknown) => {
    if (!(error instanceof JetStreamApiError)) throw error;
  });
}

async function open(manager: JetStreamManager, name: string, since: Date): Promise<Consumer> {
  const isThere = await manager.consumers.info(STREAM, name).then(
    () => true,
    () => false,
  );
  if (!isThere)
    await manager.consumers.add(STREAM, {
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACKNOWLEDGE_WITHIN_MS),
      max_ack_pending: 2 * AT_ONCE,
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: since.toISOString(),
      headers_only: true,
    });
  return manager.jetstream().consumers.get(STREAM, name);
}

/** Until the signal, or until the consumer is no more. */
async function takeAll(consumer: Consumer, take: EventConsumerOptions['take'], signal: AbortSignal): Promise<void> {
  const messages = await consumer.consume({ max_messages: AT_ONCE, abort_on_missing_resource: true });
  const stop = () => void messages.close();
  signal.addEventListener('abort', stop);
  let waiting: JsMsg[] = [];
  let failure: unknown;
  let taking: Promise<void> | undefined;
  /** @returns whether it was taken */
  const takeBatch = async (batch: readonly JsMsg[]): Promise<boolean> => {
    try {
      await take(batch.map(toEvent));
      for (const message of batch) message.ack();
      return true;
    } catch (error) {
      failure = error;
      for (const message of batch) message.nak(RETRY_MS);
      return false;
    }
  };
  const takeWaiting = async () => {
    for (let isTaken = true; isTaken && waiting.length > 0;) {
      const batch = waiting;
      waiting = [];
      isTaken = await takeBatch(batch);
    }
    taking = undefined;
  };
  try {
    for await (const message of messages) {
      waiting.push(message);
      taking ??= takeWaiting();
      if (failure !== undefined) break;
    }
    await taking;
  } finally {
    signal.removeEventListener('abort', stop);
    await messages.close();
  }
  if (failure !== undefined) throw failure;
}

function toEvent({ subject, headers }: JsMsg): StreamedEvent {
  const attribute = (name: string) => headers?.get(`ce-${name}`) ?? '';
  return {
    eventId: attribute('id'),
    type: subject,
    orderId: attribute('subject'),
    sequence: Number(attribute('sequence')),
    at: new Date(attribute('time')),
  };
}
