import type { NatsConnection } from '@nats-io/transport-node';

export interface LazyConnection {
  /** The one connection, made by whoever asks first, and anew after a try that failed or when it has ended for good. */
  open(): Promise<NatsConnection>;
  close(): Promise<void>;
}

export function lazyConnection(connect: () => Promise<NatsConnection>): LazyConnection {
  let connection: Promise<NatsConnection> | undefined;
  const make = () => {
    const forget = () => {
      if (connection === made) connection = undefined;
    };
    const made = connect().then(
      (opened) => {
        void opened.closed().then(forget);
        return opened;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    return made;
  };
  return {
    open: () => (connection ??= make()),
    async close() {
      await (await connection?.catch(() => undefined))?.close();
    },
  };
}
