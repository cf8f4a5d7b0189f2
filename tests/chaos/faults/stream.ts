import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { STREAM } from '../../../adapters/jetstream/event-stream.ts';
import type { Fault } from '../fault.ts';
import type { Injection } from './world.ts';

/** The relay gives the stream its own limits whenever it opens it anew: they are taken away again at once (ms). */
const AGAIN_EVERY_MS = 100;

/** The stream has no room: its limit is what it holds. */
export const stream: Injection<Fault & { family: 'stream' }> = async (_fault, { config }) => {
  const nats = await connect({ servers: [...config.nats.servers], name: 'chaos', maxReconnectAttempts: -1, timeout: 5000 });
  const manager = await jetstreamManager(nats);
  await fill(manager);
  const lifted = new AbortController();
  const loop = async () => {
    while (!lifted.signal.aborted) {
      await fill(manager).catch(() => undefined);
      await delay(AGAIN_EVERY_MS, undefined, { signal: lifted.signal }).catch(() => undefined);
    }
  };
  const finished = loop();
  return async () => {
    lifted.abort();
    await finished;
    await manager.streams.update(STREAM, { max_bytes: config.relay.stream.maxBytes });
    await nats.close();
  };
};

async function fill(manager: JetStreamManager): Promise<void> {
  const { state } = await manager.streams.info(STREAM);
  await manager.streams.update(STREAM, { max_bytes: Math.max(1, state.bytes) });
}
