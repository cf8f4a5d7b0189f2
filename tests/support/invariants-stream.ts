import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { jetstream, jetstreamManager, type StreamUpdateConfig } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { openEventStream, STREAM } from '../../adapters/jetstream/event-stream.ts';
import { createLeaderLock } from '../../adapters/postgres/leader-lock.ts';
import { createOutbox } from '../../adapters/postgres/outbox.ts';
import { startNats } from '../../deploy/local/servers/nats.ts';
import { freePort } from '../../platform/free-port.ts';
import { findTool, natsTool } from '../../deploy/local/programs/tools.ts';
import { createLogger } from '../../platform/logger.ts';
import { startOutboxRelay } from '../../worker/outbox-relay.ts';
import { eventually } from '../../platform/poll.ts';
import type { FreshDatabase } from './fresh-database.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { noWakeUps } from './wake-ups.ts';

export interface StreamWorld {
  readonly url: string;
  /** Takes the stream away with all it holds. */
  empty(): Promise<void>;
  /** Lets a relay send everything that waits, then stops it. */
  relayAll(): Promise<void>;
  /** Sends what no relay sent; `over` replaces headers. */
  publish(orderId: string, sequence: number, over?: Record<string, string>, type?: string): Promise<void>;
  lose(eventId: string): Promise<void>;
  configure(change: Partial<StreamUpdateConfig>): Promise<void>;
  stop(): Promise<void>;
}

/** A real NATS server, and a real relay from the database to it. */
export async function streamWorld(database: FreshDatabase): Promise<StreamWorld> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-invariants-'));
  const nats = await startNats({ dataDir, port: await freePort(), binary: await findTool(natsTool) });
  const connection = await connect({ servers: nats.url });
  const { streams } = await jetstreamManager(connection);

  return {
    url: nats.url,
    empty: async () => void (await streams.delete(STREAM).catch(() => undefined)),
    configure: async (change) => void (await streams.update(STREAM, change)),

    async relayAll() {
      const stream = openEventStream({
        nats: natsAccess(nats.url),
        publicUrl: 'https://orders.example',
        maxAgeDays: 1,
        maxBytes: 64 * 1024 ** 2,
      });
      const leader = createLeaderLock(database.session);
      const log = createLogger('relay', 'silent');
      const stop = startOutboxRelay({ outbox: createOutbox(database.db), stream, leader, wakeUps: noWakeUps(), log, retentionDays: 7 });
      await eventually(
        () => database.query('select from outbox where sent_at is null limit 1'),
        (unsent) => unsent.length === 0,
      );
      await stop();
      await stream.close();
    },

    async publish(id, sequence, over = {}, type = 'orders.created') {
      const eventId = `${id}:${sequence}`;
      const told = {
        'Nats-Msg-Id': eventId,
        'ce-id': eventId,
        'ce-type': type,
        'ce-subject': id,
        'ce-sequence': String(sequence),
        ...over,
      };
      const hdrs = headers();
      for (const [name, value] of Object.entries(told)) hdrs.set(name, value);
      await jetstream(connection).publish(type, JSON.stringify({ id, version: sequence }), { headers: hdrs });
    },

    async lose(eventId) {
      const { state } = await streams.info(STREAM);
      for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
        const message = await streams.getMessage(STREAM, { seq });
        if (message?.header.get('ce-id') === eventId) await streams.deleteMessage(STREAM, seq);
      }
    },

    async stop() {
      await connection.close();
      await nats.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
