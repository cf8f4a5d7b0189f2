import {
  DiscardPolicy,
  jetstream,
  JetStreamApiError,
  type JetStreamClient,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream';
import { connect, InvalidArgumentError, nanos, type NatsConnection } from '@nats-io/transport-node';
import { DependencyError } from '../../domain/errors.ts';
import type { OutboxEvent } from '../postgres/outbox.ts';
import { cloudEventHeaders, eventId } from './cloud-event.ts';

export const STREAM = 'ORDERS';

export interface EventStream {
  /**
   * Resolves once the stream has stored the event, or has refused it for its size, which trying again does not mend.
   * @throws DependencyError when it said neither
   */
  publish(event: OutboxEvent): Promise<'stored' | 'too_large'>;
  connected(): boolean;
  close(): Promise<void>;
}

export interface EventStreamOptions {
  readonly url: string;
  readonly maxAgeDays: number;
  readonly maxBytes: number;
  /** PUBLIC_URL: the API describes there what an event holds. */
  readonly publicUrl: string;
}

const PUBLISH_TIMEOUT_MS = 3000;
const DAY_MS = 86_400_000;

/** JetStream's stream ORDERS. Connects as soon as NATS is there, however often it goes away; makes the stream when it is missing. */
export function openEventStream({ url, maxAgeDays, maxBytes, publicUrl }: EventStreamOptions): EventStream {
  let connection: NatsConnection | undefined;
  let ready: Promise<JetStreamClient> | undefined;

  const open = async () => {
    if (connection?.isClosed()) connection = undefined;
    connection ??= await connect({
      servers: url,
      name: 'durable-orders relay',
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: 5000,
      maxPingOut: 2,
    });
    const manager = await jetstreamManager(connection);
    const limits = { max_age: nanos(maxAgeDays * DAY_MS), max_bytes: maxBytes };
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

  return {
    connected: () => connection !== undefined && !connection.isClosed() && ready !== undefined,

    async publish(event) {
      const opened = (ready ??= open());
      try {
        await (
          await opened
        ).publish(event.type, event.body, {
          msgID: eventId(event),
          headers: cloudEventHeaders(event, publicUrl),
          timeout: PUBLISH_TIMEOUT_MS,
          expect: { streamName: STREAM },
        });
        return 'stored';
      } catch (error) {
        if (isTooLarge(error)) return 'too_large';
        // The stream may have gone with its server's disk: look at it again before the next event.
        if (ready === opened) ready = undefined;
        throw new DependencyError('nats', 'JetStream did not store the event', { cause: error });
      }
    },

    close: async () => connection?.close(),
  };
}

/** Of the stream itself, by `max_msg_size`: JSStreamMessageExceedsMaximumErr. */
const MESSAGE_EXCEEDS_MAXIMUM = 10054;

/** More than the server takes (`max_payload`, 1 MB unless it is told otherwise), which the client sees beforehand, or than the stream does. */
function isTooLarge(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return error.code === MESSAGE_EXCEEDS_MAXIMUM;
  return error instanceof InvalidArgumentError && error.message.includes('max_payload');
}
