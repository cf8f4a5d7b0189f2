import {
  type ConsumerInfo,
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { InvalidArgumentError, nanos, type NatsConnection } from '@nats-io/transport-node';
import { DependencyError } from '../../domain/errors.ts';
import { currentTrace } from '../../platform/spans.ts';
import type { OutboxEvent } from '../postgres/outbox.ts';
import { cloudEventHeaders, eventId } from './cloud-event.ts';
import { connectNats, type NatsAccess } from './connection.ts';
import { FULL, whyNot } from './why-not.ts';

export const STREAM = 'ORDERS';

export interface EventStream {
  /**
   * Resolves once the stream has stored the event, or has refused it for its size, which trying again does not mend.
   * @throws DependencyError when it said neither
   */
  publish(event: OutboxEvent): Promise<'stored' | 'too_large'>;
  /**
   * Resolves when the stream has stored an event lately, or, where none came, could.
   * @throws DependencyError with the reason
   */
  takesEvents(): Promise<void>;
  /** What it holds, and how far its durable consumers are. @throws DependencyError with the reason */
  state(): Promise<StreamState>;
  /** Makes the stream as it has to be. Whoever publishes need not. @throws DependencyError with the reason */
  open(): Promise<void>;
  close(): Promise<void>;
}

interface StreamState {
  readonly bytes: number;
  readonly maxBytes: number;
  readonly messages: number;
  readonly consumers: readonly { readonly name: string; readonly pending: number; readonly unacknowledged: number }[];
}

export interface EventStreamOptions {
  readonly nats: NatsAccess;
  readonly maxAgeDays: number;
  readonly maxBytes: number;
  /** On how many servers of a cluster; undefined: one, or as many as it is kept on already. */
  readonly replicas?: number | undefined;
  /** PUBLIC_URL: the API describes there what an event holds. */
  readonly publicUrl: string;
}

const PUBLISH_TIMEOUT_MS = 3000;
/** What was stored so long ago says that the stream takes events (ms). */
const LATELY_MS = 5000;
const DAY_MS = 86_400_000;

/** JetStream's stream ORDERS. Connects as soon as NATS is there, however often it goes away; makes the stream when it is missing. */
export function openEventStream({ nats, maxAgeDays, maxBytes, replicas, publicUrl }: EventStreamOptions): EventStream {
  let connection: NatsConnection | undefined;
  let ready: Promise<JetStreamClient> | undefined;
  let storedAt = Number.NEGATIVE_INFINITY;
  /** Of the last event that was to be stored. */
  let failure: DependencyError | undefined;

  const makeReady = async () => {
    if (connection?.isClosed()) connection = undefined;
    connection ??= await connectNats(nats, {
      user: 'relay',
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: 5000,
      maxPingOut: 2,
    });
    const manager = await jetstreamManager(connection);
    const limits = { max_age: nanos(maxAgeDays * DAY_MS), max_bytes: maxBytes, ...(replicas !== undefined && { num_replicas: replicas }) };
    const config = {
      ...limits,
      subjects: ['orders.>'],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.New,
    };
    const known = await manager.streams.info(STREAM).catch(() => undefined);
    if (known) await manager.streams.update(STREAM, config);
    else await manager.streams.add({ name: STREAM, ...config, duplicate_window: nanos(120_000) });
    return jetstream(connection);
  };

  /** The stream may have gone with its server's disk: after a failure it is looked at again. */
  const ask = async <T>(question: (client: JetStreamClient) => Promise<T>): Promise<T> => {
    const opened = (ready ??= makeReady());
    try {
      return await question(await opened);
    } catch (error) {
      if (ready === opened) ready = undefined;
      throw new DependencyError('nats', whyNot(error).says, { cause: error });
    }
  };

  return {
    open: () => ask(async () => undefined),

    async takesEvents() {
      if (failure) throw failure;
      if (performance.now() - storedAt < LATELY_MS) return;
      const { state, config } = await ask(async (client) => (await client.jetstreamManager()).streams.info(STREAM));
      if (state.bytes >= config.max_bytes) throw new DependencyError('nats', FULL);
    },

    state: () =>
      ask(async (client) => {
        const manager = await client.jetstreamManager();
        const [{ state, config }, consumers] = await Promise.all([manager.streams.info(STREAM), durableConsumers(manager)]);
        return { bytes: state.bytes, maxBytes: config.max_bytes, messages: state.messages, consumers };
      }),

    async publish(event) {
      try {
        const answer = await ask((client) => store(client, event, publicUrl));
        if (answer === 'stored') [storedAt, failure] = [performance.now(), undefined];
        return answer;
      } catch (error) {
        failure = error as DependencyError;
        throw error;
      }
    },

    close: async () => connection?.close(),
  };
}

/** More of them are not told of: each is a series of every metric that has them. */
const MOST_CONSUMERS = 50;

/** Who reads along without a name of its own, as the API's live streams do, comes and goes. */
async function durableConsumers(manager: JetStreamManager): Promise<StreamState['consumers']> {
  const durable: ConsumerInfo[] = [];
  for await (const consumer of manager.consumers.list(STREAM)) if (consumer.config.durable_name !== undefined) durable.push(consumer);
  return durable
    .slice(0, MOST_CONSUMERS)
    .map(({ name, num_pending, num_ack_pending }) => ({ name, pending: num_pending, unacknowledged: num_ack_pending }));
}

async function store(client: JetStreamClient, event: OutboxEvent, publicUrl: string): Promise<'stored' | 'too_large'> {
  try {
    await client.publish(event.type, event.body, {
      msgID: eventId(event),
      headers: cloudEventHeaders(event, publicUrl, currentTrace()),
      timeout: PUBLISH_TIMEOUT_MS,
      expect: { streamName: STREAM },
    });
    return 'stored';
  } catch (error) {
    if (isTooLarge(error)) return 'too_large';
    throw error;
  }
}

/** Of the stream itself, by `max_msg_size`: JSStreamMessageExceedsMaximumErr. */
const MESSAGE_EXCEEDS_MAXIMUM = 10054;

/** More than the server takes (`max_payload`, 1 MB unless it is told otherwise), which the client sees beforehand, or than the stream does. */
function isTooLarge(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === MESSAGE_EXCEEDS_MAXIMUM;
  return error instanceof InvalidArgumentError && error.message.includes('max_payload');
}
