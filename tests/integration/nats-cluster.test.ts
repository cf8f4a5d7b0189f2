import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { openEventStream, STREAM } from '../../adapters/jetstream/event-stream.ts';
import type { RunningProcess } from '../../deploy/local/processes/launch.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { poll } from '../../platform/poll.ts';
import { storedEvent } from '../support/stored-event.ts';
import { natsCluster } from '../support/nats-cluster.ts';

const NAMES = ['nats', 'nats-2', 'nats-3'] as const;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'durable-orders-nats-cluster-'));
const running = new Map<string, RunningProcess>();
const closes: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  await Promise.all(closes.map((close) => close()));
  await Promise.all([...running.values()].map((server) => server.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the stream in a cluster of NATS', () => {
  it('goes on on two of three servers, and has every event on the third once that is back', async () => {
    const servers = await natsCluster(NAMES, dataDir);
    const start = async (name: (typeof NAMES)[number]) => void running.set(name, await servers[name].service.start({}));
    await Promise.all(NAMES.map(start));
    const nats = natsAccess(NAMES.map((name) => `nats://127.0.0.1:${servers[name].port}`).join(','));
    const stream = openEventStream({ nats, publicUrl: 'https://orders.example', maxAgeDays: 1, maxBytes: 1_000_000, replicas: 3 });
    closes.push(() => stream.close());
    // Three that were just started have no leader yet.
    const stored = (sequence: number) =>
      poll({ what: `event ${sequence} was not stored`, withinMs: 60_000 }, () => stream.publish(storedEvent(sequence)));

    await stored(1);
    running.get('nats')?.kill();
    await running.get('nats')?.exited;
    await stored(2);
    await start('nats');
    const connection = await connect({ servers: `127.0.0.1:${servers['nats-2'].port}` });
    closes.push(() => connection.close());
    // A cluster that takes a server back may be without a leader for a moment, and answers nobody.
    const { config, state } = await poll({ what: 'the third server has not every event', withinMs: 60_000 }, async () => {
      const info = await (await jetstreamManager(connection)).streams.info(STREAM);
      expect(info.cluster?.replicas?.map(({ current }) => current)).toEqual([true, true]);
      return info;
    });
    expect([config.num_replicas, state.messages]).toEqual([3, 2]);
  });
});
