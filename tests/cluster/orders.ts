import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, createOrdersApi } from '../../clients/orders-api.ts';
import type { Order } from '../../domain/order.ts';
import { eventually } from '../../platform/poll.ts';

const SKU = 'CLUSTER-1';
const CUSTOMER = 'customer-1';
/** Far above what is measured: a whole cluster on two cores, which others use too. */
const ANSWERED_WITHIN_MS = 300_000;
const ENDED_WITHIN_MS = 600_000;
const CALL_WITHIN_MS = 30_000;
const ORDER_EVERY_MS = 1000;
/** At once, where many orders come. */
const CALLERS = 20;

interface Page {
  readonly orders: readonly Order[];
  readonly nextCursor: string | null;
}

/** How orders fared while something was done. */
export interface Fared {
  /** Accepted, and all of them completed. */
  readonly orders: number;
  /** The longest time from a call, repeats and all, to its answer. */
  readonly longestMs: number;
}

export type Shop = ReturnType<typeof openShop>;

/** Callers who do as the docs say: the same key again until there is an answer. */
export function openShop(url: string) {
  const api = createOrdersApi(url, () => AbortSignal.timeout(CALL_WITHIN_MS));
  const accepted = new Set<string>();

  const submit = async (more: object = {}, headers: Record<string, string> = {}): Promise<Order> => {
    const body = { customerId: CUSTOMER, items: [{ sku: SKU, quantity: 1, priceCents: 1999 }], ...more };
    // Each is a caller with a connection of their own.
    const key = { 'idempotency-key': randomUUID(), connection: 'close', ...headers };
    const ask = async () => {
      const answer = await api.submit(body, key).catch(() => undefined);
      if (answer?.status === 400 || answer?.status === 422) throw new Error(answer.text);
      return answer;
    };
    const answer = await eventually(ask, (found) => found !== undefined && found.status < 300, ANSWERED_WITHIN_MS, 500);
    if (answer === undefined) throw new Error('nobody answered');
    accepted.add(answer.body.id);
    return answer.body;
  };
  const look = async (id: string) => (await api.order(id).catch(() => undefined))?.body.status;
  const ended = (id: string) =>
    eventually(
      () => look(id),
      (status) => status === 'COMPLETED',
      ENDED_WITHIN_MS,
      500,
    );
  /** One after another: whoever asks for hundreds at once is a load of their own. */
  const all = async (ids: readonly string[]) => {
    for (const id of ids) await ended(id);
  };

  return {
    fill: () =>
      eventually(
        () => api.putInStock(SKU, 1_000_000).catch(() => undefined),
        (answer) => answer?.status === 200,
        ANSWERED_WITHIN_MS,
      ),
    submit,
    ended: all,
    release: ({ id, holds = [] }: Order) => Promise.all(holds.map(({ holdId }) => api.releaseHold(id, holdId))),
    /** So many orders as fast as they are taken, whose callers do not wait for them. @returns their ids */
    async burst(count: number): Promise<readonly string[]> {
      const ids: string[] = [];
      let left = count;
      const caller = async () => {
        while (left-- > 0) ids.push((await submit({}, { prefer: 'respond-async' })).id);
      };
      await Promise.all(Array.from({ length: CALLERS }, caller));
      return ids;
    },
    /** One order after another while something is done. */
    async during(work: () => Promise<unknown>): Promise<Fared> {
      const over = new AbortController();
      const orders: Promise<Order>[] = [];
      let longestMs = 0;
      const timed = async () => {
        const began = Date.now();
        const order = await submit();
        longestMs = Math.max(longestMs, Date.now() - began);
        return order;
      };
      const come = async () => {
        while (!over.signal.aborted) {
          const order = timed();
          // It is looked at when all have come.
          order.catch(() => undefined);
          orders.push(order);
          await delay(ORDER_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
        }
      };
      const coming = come();
      try {
        await work();
      } finally {
        over.abort();
        await coming;
      }
      const ids = (await Promise.all(orders)).map(({ id }) => id);
      await all(ids);
      return { orders: new Set(ids).size, longestMs };
    },
    /** @throws when the API does not list exactly the orders that were accepted, all of them completed */
    async count(): Promise<number> {
      const listed = new Map<string, string>();
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: Answer<Page> = await api.call<Page>('GET', `/orders?limit=100&customerId=${CUSTOMER}${cursor}`);
        for (const { id, status } of body.orders) listed.set(id, status);
        cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
      }
      const amiss = [...accepted].filter((id) => listed.get(id) !== 'COMPLETED');
      if (amiss.length > 0 || listed.size !== accepted.size)
        throw new Error(`${listed.size} orders are listed, ${accepted.size} were accepted; not completed: ${amiss.join(', ') || 'none'}`);
      return listed.size;
    },
  };
}
