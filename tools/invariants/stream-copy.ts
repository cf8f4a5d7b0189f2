import { DeliverPolicy, jetstream, JetStreamApiError, jetstreamManager, type JsMsg, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectNats, type NatsAccess } from '../../adapters/jetstream/connection.ts';
import { STREAM } from '../../adapters/jetstream/event-stream.ts';
import { type OrdersDatabase, reasonOf } from './database.ts';
import { SourceMissing } from './check.ts';

/** The stream's messages in the temporary table `stream_copy`, for PostgreSQL to compare. */
export interface StreamCopy {
  /** Reads what the stream has stored since the last time. @throws SourceMissing */
  bringUpToDate(onSeen?: (count: number) => void): Promise<void>;
  /** How long the stream keeps a message (ms), as of the last time. */
  maxAgeMs(): number;
  close(): Promise<void>;
}

const BATCH = 1000;
/** Messages may expire between the look at the stream's end and the read: then nothing more comes (ms). */
const NOTHING_MORE_MS = 5000;
const FOR_EVER_MS = 100 * 365 * 86_400_000;

export async function openStreamCopy(nats: NatsAccess, db: OrdersDatabase): Promise<StreamCopy> {
  const connection = await connectNats(nats, { user: 'auditor', name: 'durable-orders invariants', timeout: 3000, reconnect: false }).catch(
    (error: unknown) => {
      throw unreachable(error);
    },
  );
  let copiedTo = 0;
  let maxAgeMs = FOR_EVER_MS;

  const copyNew = async (onSeen?: (count: number) => void) => {
    const info = await streamInfo(connection);
    if (!info) return;
    maxAgeMs = info.config.max_age === 0 ? FOR_EVER_MS : info.config.max_age / 1e6;
    const { last_seq: end, messages } = info.state;
    if (messages === 0 || end <= copiedTo) return;
    let batch: JsMsg[] = [];
    let count = 0;
    for await (const message of messagesBetween(connection, copiedTo + 1, end)) {
      batch.push(message);
      onSeen?.(++count);
      if (batch.length < BATCH) continue;
      await insert(db, batch);
      batch = [];
    }
    if (batch.length > 0) await insert(db, batch);
    copiedTo = end;
    await db.query('analyze stream_copy');
  };

  // One at a time: checks that settle side by side share the copy.
  let turn: Promise<void> = Promise.resolve();
  return {
    bringUpToDate: (onSeen) =>
      (turn = turn
        .catch(() => undefined)
        .then(() => copyNew(onSeen))
        .catch((error: unknown) => {
          throw error instanceof SourceMissing ? error : unreachable(error);
        })),
    maxAgeMs: () => maxAgeMs,
    close: () => connection.close(),
  };
}

/** Undefined where nothing was ever published: the relay makes the stream. */
async function streamInfo(connection: NatsConnection): Promise<StreamInfo | undefined> {
  const manager = await jetstreamManager(connection, { timeout: 5000 });
  try {
    return await manager.streams.info(STREAM);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** An ordered consumer: the server forgets it by itself, and a gap in delivery makes it read again from there. */
async function* messagesBetween(connection: NatsConnection, first: number, last: number): AsyncGenerator<JsMsg> {
  const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: first };
  const consumer = await jetstream(connection).consumers.get(STREAM, from);
  const messages = await consumer.consume({ max_messages: BATCH });
  const watchdog = setTimeout(() => messages.stop(), NOTHING_MORE_MS);
  try {
    for await (const message of messages) {
      watchdog.refresh();
      if (message.seq <= last) yield message;
      if (message.seq >= last) break;
    }
  } finally {
    clearTimeout(watchdog);
    messages.stop();
  }
}

async function insert(db: OrdersDatabase, messages: readonly JsMsg[]): Promise<void> {
  const rows = messages.map((message) => {
    const header = (name: string) => (message.headers?.has(name) ? message.headers.get(name) : null);
    const sequence = header('ce-sequence');
    return {
      seq: message.seq,
      subject: message.subject,
      msg_id: header('Nats-Msg-Id'),
      ce_id: header('ce-id'),
      ce_type: header('ce-type'),
      order_id: header('ce-subject'),
      sequence: sequence !== null && /^0*\d{1,9}$/.test(sequence) ? Number(sequence) : null,
      ...bodyOf(message),
      stored_at: message.time.toISOString(),
    };
  });
  await db.query(
    `insert into stream_copy select * from json_populate_recordset(null::stream_copy, $1::json) on conflict (seq) do nothing`,
    [JSON.stringify(rows)],
  );
}

/** Which order, and which version of it, a message's body claims to be. */
function bodyOf(message: JsMsg): { body_id: string | null; body_version: number | null } {
  try {
    const { id, version } = message.json<{ id?: unknown; version?: unknown }>();
    return {
      body_id: typeof id === 'string' ? id : null,
      body_version: typeof version === 'number' && Math.abs(version) < 2 ** 31 ? Math.trunc(version) : null,
    };
  } catch {
    return { body_id: null, body_version: null };
  }
}

function unreachable(error: unknown): SourceMissing {
  return new SourceMissing('nats', `JetStream cannot be reached: ${reasonOf(error)}`, { cause: error });
}
