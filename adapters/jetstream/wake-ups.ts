import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import type { WakeUps } from '../../domain/ports/wake-ups.ts';
import { connectNats, type NatsAccess, type NatsUser } from './connection.ts';

export interface WakeUpsOptions {
  readonly nats: NatsAccess;
  /** The process. */
  readonly user: NatsUser;
  /** Told when NATS cannot be reached; it is tried again. */
  readonly onOutage: (error: unknown) => void;
}

/** No subject of the stream: what is said here is kept nowhere. */
const SUBJECT = 'order-changed';
/** Between two tries to connect (ms). */
const RETRY_MS = 1000;

interface Listener {
  readonly subject: string;
  readonly onChange: () => void;
  subscription?: Subscription;
}

/** Wake-ups as plain messages of NATS, without its JetStream. */
export function openWakeUps({ nats, user, onOutage }: WakeUpsOptions): WakeUps & { close(): Promise<void> } {
  const listeners = new Set<Listener>();
  const closing = new AbortController();
  let connection: NatsConnection | undefined;
  let isUp = false;
  let isTold = false;

  const subscribe = (listener: Listener) => {
    // What comes with an error is a subscription that the server refuses: then nobody is woken by it.
    const callback = (refusal: Error | null) => {
      if (refusal) onOutage(refusal);
      else listener.onChange();
    };
    if (connection) listener.subscription = connection.subscribe(listener.subject, { callback });
  };

  /** Until the connection is closed for good; while it is broken its client tries by itself. */
  const follow = async (opened: NatsConnection) => {
    if (closing.signal.aborted) return opened.close();
    connection = opened;
    isUp = true;
    isTold = false;
    for (const listener of listeners) subscribe(listener);
    for await (const { type } of opened.status()) {
      if (type === 'disconnect') isUp = false;
      if (type === 'reconnect') isUp = true;
    }
    isUp = false;
    connection = undefined;
  };

  const connect = () =>
    connectNats(nats, {
      user,
      name: `durable-orders ${user} wake-ups`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      pingInterval: 5000,
      maxPingOut: 2,
    });

  const stayConnected = async () => {
    while (!closing.signal.aborted) {
      try {
        await follow(await connect());
      } catch (error) {
        if (!isTold) onOutage(error);
        isTold = true;
      }
      await sleep(RETRY_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  void stayConnected();

  return {
    isUp: () => isUp,
    changed(orderId) {
      // What is said while the connection is broken would only pile up.
      if (isUp && connection?.isClosed() === false) connection.publish(`${SUBJECT}.${orderId}`);
    },
    listen(orderId, onChange) {
      const listener: Listener = { subject: `${SUBJECT}.${orderId ?? '*'}`, onChange };
      listeners.add(listener);
      subscribe(listener);
      return () => {
        listeners.delete(listener);
        listener.subscription?.unsubscribe();
      };
    },
    async close() {
      closing.abort();
      await connection?.close();
    },
  };
}
