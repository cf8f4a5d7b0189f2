import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { STREAM } from '../../../adapters/jetstream/event-stream.ts';
import type { System } from '../../../deploy/local/scripting/start-system.ts';
import { freeze, type FaultCase } from '../world.ts';

export const outboxStuck: FaultCase = {
  name: 'outbox stuck',
  alert: 'EventsNotSent',
  inject: async ({ system }) => ({ lift: freeze(system, 'relay'), shows: /the relay does not answer/ }),
};

/** Not what an event is published under, so that it can be taken out again. */
const FILLER = 'orders.filler';
const FILLER_BYTES = 512 * 1024;

export const fullStream: FaultCase = {
  name: 'full stream',
  alert: 'StreamNearlyFull',
  async inject({ system }) {
    await withStream(system, async (_manager, nats) => {
      const filler = jetstream(nats);
      const fill = () => filler.publish(FILLER, new Uint8Array(FILLER_BYTES));
      while (await fill().catch(() => undefined));
    });
    const lift = () => withStream(system, async ({ streams }) => void (await streams.purge(STREAM, { filter: FILLER })));
    return { lift, shows: /^stream_bytes \d+$[^]*^stream_max_bytes \d+$/m };
  },
};

/** No event is so small (bytes). */
const SMALLEST = 1;

export const refusedEvents: FaultCase = {
  name: 'dead letters of the stream',
  alert: 'EventsRefused',
  async inject({ system }) {
    const limit = (max_msg_size: number) =>
      withStream(system, async ({ streams }) => void (await streams.update(STREAM, { max_msg_size })));
    await limit(SMALLEST);
    return { lift: () => limit(-1), shows: /^\[".*",".*",\d+,\d+\]$/m };
  },
};

async function withStream({ config }: System, work: (manager: JetStreamManager, nats: NatsConnection) => Promise<void>): Promise<void> {
  const nats = await connect({ servers: config.nats.url });
  try {
    await work(await jetstreamManager(nats), nats);
  } finally {
    await nats.close();
  }
}
