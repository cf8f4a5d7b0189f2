import { setImmediate } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { lazyConnection } from '../../../adapters/jetstream/lazy-connection.ts';

/** A connection as far as it is looked at, and how it ends for good. */
function aConnection() {
  let end = () => undefined as void;
  const closed = new Promise<void>((resolve) => (end = resolve));
  return { connection: { closed: () => closed } as unknown as NatsConnection, end: () => end() };
}

/** Connects as the tries go, one after another. */
function connecting(...tries: (() => Promise<NatsConnection>)[]) {
  return async () => {
    const next = tries.shift();
    if (!next) throw new Error('nobody was to connect so often');
    return next();
  };
}

it('is one connection for all who ask', async () => {
  const { connection } = aConnection();
  const lazy = lazyConnection(connecting(async () => connection));
  await expect(Promise.all([lazy.open(), lazy.open()])).resolves.toEqual([connection, connection]);
});

it('is made anew after a try that failed', async () => {
  const { connection } = aConnection();
  const lazy = lazyConnection(
    connecting(
      () => Promise.reject(new Error('refused')),
      async () => connection,
    ),
  );
  await expect(lazy.open()).rejects.toThrow('refused');
  await expect(lazy.open()).resolves.toBe(connection);
});

it('is made anew when the last one has ended for good', async () => {
  const [first, second] = [aConnection(), aConnection()];
  const lazy = lazyConnection(
    connecting(
      async () => first.connection,
      async () => second.connection,
    ),
  );
  await expect(lazy.open()).resolves.toBe(first.connection);
  first.end();
  await setImmediate();
  await expect(lazy.open()).resolves.toBe(second.connection);
});
