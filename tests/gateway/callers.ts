import { randomUUID } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { credentials } from '@grpc/grpc-js';
import { Agent, setGlobalDispatcher } from 'undici';
import { createOrdersClient, type OrdersClient } from '../../clients/grpc/orders-client.ts';
import { createOrdersApi } from '../../clients/orders-api.ts';
import type { Gateway } from './gateway.ts';

/** Lets `fetch` trust this authority, and find every name on this machine: browsers do so below localhost, not every system does. */
export function trust(ca: string): void {
  const lookup: LookupFunction = (_host, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]);
  setGlobalDispatcher(new Agent({ connect: { ca, lookup } }));
}

export function grpcThrough({ port, ca, url }: Gateway): OrdersClient {
  const { host, hostname } = new URL(url);
  return createOrdersClient(`127.0.0.1:${port}`, {
    channelCredentials: credentials.createSsl(Buffer.from(ca)),
    options: { 'grpc.ssl_target_name_override': hostname, 'grpc.default_authority': host },
  });
}

export interface Placed {
  readonly id: string;
  /** How often it was asked. */
  readonly tries: number;
}

const EVERY_MS = 250;
const BEFORE_A_REPEAT_MS = 250;

/** Places orders, one after another under keys of their own, until it is told to stop. Whoever is not answered as they should asks once more. */
export function placeOrders({ url }: Gateway, order: object): () => Promise<readonly Placed[]> {
  const { submit } = createOrdersApi(url);
  const ask = async (key: string) => {
    const { status, body } = await submit(order, { 'idempotency-key': key });
    if (status !== 201 && status !== 202) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  };
  const place = async (): Promise<Placed> => {
    const key = randomUUID();
    try {
      return { id: await ask(key), tries: 1 };
    } catch {
      await pause(BEFORE_A_REPEAT_MS);
      return { id: await ask(key), tries: 2 };
    }
  };
  const stopping = new AbortController();
  const placed: Promise<Placed>[] = [];
  const load = (async () => {
    while (!stopping.signal.aborted) {
      const order = place();
      // It is asked for at the end.
      order.catch(() => undefined);
      placed.push(order);
      await pause(EVERY_MS);
    }
  })();
  return async () => {
    stopping.abort();
    await load;
    return Promise.all(placed);
  };
}
