import { DeliverPolicy, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { STREAM } from '../../adapters/jetstream/event-stream.ts';
import { storedMessages } from '../../adapters/jetstream/stream-reader.ts';

/** Clocks of two machines differ by less (ms). */
const CLOCKS_DIFFER_MS = 3_600_000;

/** Removes the messages of orders from the stream, and overwrites what they held. @returns how many there were */
export async function eraseMessages(nats: NatsConnection, orderIds: ReadonlySet<string>, since: Date): Promise<number> {
  const manager = await jetstreamManager(nats);
  let erased = 0;
  for (const seq of await sequencesOf(nats, orderIds, since)) if (await manager.streams.deleteMessage(STREAM, seq, true)) erased += 1;
  return erased;
}

/** The stream has no index of orders: the headers of all that came since are looked through, once for all orders. */
async function sequencesOf(nats: NatsConnection, orderIds: ReadonlySet<string>, since: Date): Promise<number[]> {
  const first = new Date(since.getTime() - CLOCKS_DIFFER_MS);
  const from = { deliver_policy: DeliverPolicy.StartTime, opt_start_time: first.toISOString(), headers_only: true };
  const found: number[] = [];
  for await (const { seq, headers } of storedMessages(nats, from)) if (orderIds.has(headers?.get('ce-subject') ?? '')) found.push(seq);
  return found;
}
