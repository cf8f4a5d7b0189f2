import { jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { type EventStream, openEventStream, STREAM } from '../../adapters/jetstream/event-stream.ts';
import { natsAccess } from '../../platform/nats-access.ts';
import { type OwnNats, startOwnNats } from '../support/own-nats.ts';
import { storedEvent } from '../support/stored-event.ts';

const WITH_JETSTREAM = 'jetstream { store_dir: "{folder}/js", max_file_store: 10MB }';
const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).toReversed()) await undo();
});

async function serverWith(config: string): Promise<OwnNats> {
  const server = await startOwnNats(config);
  undos.push(() => server.stop());
  return server;
}
function streamAt({ port }: OwnNats, maxBytes = 1_000_000): EventStream {
  const stream = openEventStream({
    nats: natsAccess(`nats://127.0.0.1:${port}`),
    publicUrl: 'https://orders.example',
    maxAgeDays: 1,
    maxBytes,
  });
  undos.push(() => stream.close());
  return stream;
}
async function addStream({ port }: OwnNats, config: { name: string; subjects: string[]; storage?: StorageType }): Promise<void> {
  const connection = await connect({ servers: `127.0.0.1:${port}` });
  await (await jetstreamManager(connection)).streams.add(config);
  await connection.close();
}

describe('a stream that takes no events says why', () => {
  it('where JetStream is off', async () => {
    const stream = streamAt(await serverWith(''));
    await expect(stream.takesEvents()).rejects.toThrow('NATS runs without JetStream (nats-server -js)');
  });

  it('where another stream takes its subjects', async () => {
    const server = await serverWith(WITH_JETSTREAM);
    await addStream(server, { name: 'OTHERS', subjects: ['orders.created'] });
    await expect(streamAt(server).takesEvents()).rejects.toThrow('another stream takes subjects of orders.>');
  });

  it('where it is there with what cannot be changed', async () => {
    const server = await serverWith(WITH_JETSTREAM);
    await addStream(server, { name: STREAM, subjects: ['orders.>'], storage: StorageType.Memory });
    await expect(streamAt(server).takesEvents()).rejects.toThrow(/JetStream refuses the stream ORDERS: .*storage/);
  });

  it('where JetStream has less room than it may take', async () => {
    const stream = streamAt(await serverWith(WITH_JETSTREAM), 20_000_000);
    await expect(stream.takesEvents()).rejects.toThrow('JetStream has less room than the stream ORDERS may take');
  });

  it('where it is full', async () => {
    const server = await serverWith(WITH_JETSTREAM);
    const stream = streamAt(server, 4000);
    await expect(stream.takesEvents()).resolves.toBeUndefined();
    const fill = async () => {
      for (let sequence = 1; sequence < 20; sequence++) await stream.publish(storedEvent(sequence));
    };
    await expect(fill()).rejects.toThrow('the stream ORDERS is full (EVENTS_MAX_BYTES)');
    await expect(stream.takesEvents()).rejects.toThrow('the stream ORDERS is full (EVENTS_MAX_BYTES)');
  });

  it('where nothing listens', async () => {
    const server = await startOwnNats(WITH_JETSTREAM);
    const stream = streamAt(server);
    await expect(stream.publish(storedEvent(1))).resolves.toBe('stored');
    await expect(stream.takesEvents()).resolves.toBeUndefined();
    await server.stop();
    await expect(stream.publish(storedEvent(2))).rejects.toThrow('NATS cannot be reached');
    await expect(stream.takesEvents()).rejects.toThrow('NATS cannot be reached');
  });
});
