import { AckPolicy, jetstream, jetstreamManager, type ConsumerConfig, type JsMsg } from '@nats-io/jetstream';
import { nanos, nuid, type NatsConnection } from '@nats-io/transport-node';
import { STREAM } from './event-stream.ts';

/** From where on it reads, and what: of one type, or of all. A filter of several has no consumer's name in its subject, and no permission. */
export type ReadFrom = Pick<
  Partial<ConsumerConfig>,
  'deliver_policy' | 'opt_start_seq' | 'opt_start_time' | 'filter_subject' | 'headers_only'
>;

/** Reads the stream in its order, page by page. It does not mend itself: whoever reads opens another behind what it has. */
interface StreamReader {
  /** How many events there are to be read already. */
  waiting(): Promise<number>;
  /**
   * The next events, as they come, until it is full, its time is over, or `signal` ends it.
   * @throws Error when one was lost on its way, or the server says nothing more
   */
  page(signal: AbortSignal): AsyncGenerator<JsMsg>;
  close(): void;
}

const PAGE = { max_messages: 100, expires: 10_000 };
/** The server forgets a reader that has not asked for so long (ms). */
const FORGOTTEN_AFTER_MS = 60_000;

/**
 * By a consumer of its own with a name that nobody else's has. The client's ordered consumer would do the same, and make itself anew
 * when a message was lost; one that began at an instant asks for an instant and a place then, which is refused for ever and silently
 * (`getConsumerOpts` of `@nats-io/jetstream` 3.4).
 */
export async function openReader(connection: NatsConnection, from: ReadFrom): Promise<StreamReader> {
  const manager = await jetstreamManager(connection);
  const made = await manager.consumers.add(STREAM, {
    ...from,
    name: `reader-${nuid.next()}`,
    ack_policy: AckPolicy.None,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
  });
  const consumer = jetstream(connection).consumers.getConsumerFromInfo(made);
  let delivered = 0;
  return {
    waiting: async () => (await consumer.info()).num_pending,
    async *page(signal) {
      if (signal.aborted) return;
      const messages = await consumer.fetch(PAGE);
      const stop = () => messages.stop();
      signal.addEventListener('abort', stop);
      try {
        for await (const message of messages) {
          if (message.info.deliverySequence !== ++delivered) throw new Error('an event of the stream was lost on its way');
          yield message;
        }
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    close: () => void consumer.delete().catch(() => undefined),
  };
}

/** What the stream holds from there on, and no more, unless `signal` ends it before. @throws Error when it cannot be read to its end */
export async function* storedMessages(
  connection: NatsConnection,
  from: ReadFrom,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<JsMsg> {
  const reader = await openReader(connection, from);
  try {
    // Some may be removed meanwhile: then a page ends without them.
    while (!signal.aborted && (await reader.waiting()) > 0)
      for await (const message of reader.page(signal)) {
        yield message;
        if (message.info.pending === 0 || signal.aborted) return;
      }
  } finally {
    reader.close();
  }
}
