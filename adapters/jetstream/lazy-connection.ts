import type { NatsConnection } from '@nats-io/transport-node';

export interface LazyConnection {
  /** The one connection, made by whoever asks first, and anew after a try that failed. */
  open(): Promise<NatsConnection>;
  close(): Promise<void>;
}

export function lazyConnection(connect: () => Promise<NatsConnection>): LazyConnection {
  let connection: Promise<NatsConnection> | undefined;
  return {
    open: () =>
      (connection ??= connect().catch((error: unknown) => {
        connection = undefined;
        throw error;
      })),
    async close() {
      await (await connection?.catch(() => undefined))?.close();
    },
  };
}
