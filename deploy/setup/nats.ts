import { openEventStream } from '../../adapters/jetstream/event-stream.ts';
import { whyNot } from '../../adapters/jetstream/why-not.ts';
import type { Config } from '../../platform/config.ts';
import { AbortPolling } from '../../platform/poll.ts';
import { waitForServer } from '../../platform/wait-for-server.ts';
import type { SetUpOptions } from './options.ts';

/** Makes the stream ORDERS where it is not there. One that is full is no reason not to start: events wait in the outbox. */
export async function makeStream({ nats, relay, api }: Pick<Config, 'nats' | 'relay' | 'api'>, options: SetUpOptions): Promise<void> {
  const stream = openEventStream({ nats, publicUrl: api.url, ...relay.stream });
  try {
    await waitForServer({ name: 'NATS', address: nats.servers.join(','), variable: 'NATS_URL' }, options, () =>
      stream.open().catch(giveUpIfHopeless),
    );
  } finally {
    await stream.close();
  }
}

function giveUpIfHopeless(error: Error): never {
  throw whyNot(error.cause).isHopeless ? new AbortPolling(error.message, { cause: error }) : error;
}
