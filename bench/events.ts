import { DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../adapters/jetstream/event-stream.ts';

/** A consumer of the stream that notes how old each event is when it is seen, and when orders were confirmed. */
export async function listenToEvents(servers: string) {
  const nats = await connect({ servers });
  const consumer = await jetstream(nats).consumers.get(STREAM, { deliver_policy: DeliverPolicy.New });
  const messages = await consumer.consume();
  let waitsMs: number[] = [];
  const confirmedAt = new Map<string, number>();
  const reading = (async () => {
    for await (const message of messages) {
      const at = Date.parse(message.headers?.get('ce-time') ?? '');
      waitsMs.push(Date.now() - at);
      if (message.subject === 'orders.confirmed') confirmedAt.set(message.headers?.get('ce-subject') ?? '', at);
    }
  })();
  return {
    forget: () => void (waitsMs = []),
    /** From the moment that stands in each event, just before its commit, until it was seen here; both by the machine's clock. */
    waitsMs: (): readonly number[] => waitsMs,
    /** When each order was confirmed, by its id (ms since the epoch). */
    confirmedAt: (): ReadonlyMap<string, number> => confirmedAt,
    async stop() {
      await messages.close();
      await reading;
      await nats.close();
    },
  };
}
