import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderEvent, WatchEnded } from '../../proto/generated/orders/v1/orders_pb.ts';
import { CallError } from './call-error.ts';
import type { OrdersClient } from './orders-client.ts';
import type { OrdersWatch } from './orders-watch.ts';

interface FollowSettings {
  /** Ends it, without an error. */
  readonly signal?: AbortSignal;
  /** Sent with each call, e.g. `authorization`. */
  readonly metadata?: () => Readonly<Record<string, string>>;
  /** How long before a call that ended is made again: 1,000 ms. */
  readonly comebackMs?: number;
  /** Told each time that a call ended, and with what. */
  readonly onComeback?: (error: Error) => void;
}

const USUAL_COMEBACK_MS = 1000;
/** Statuses of a call, and codes of an order, that coming back would not change. */
const HOPELESS = new Set([
  'INVALID_ARGUMENT',
  'PERMISSION_DENIED',
  'UNAUTHENTICATED',
  'UNIMPLEMENTED',
  'ORDER_NOT_FOUND',
  'INVALID_REQUEST',
]);

/** Orders that are followed through all that ends a call: each event once, and those of an order in order. */
export class FollowedOrders implements AsyncIterable<OrderEvent> {
  readonly #orders: OrdersClient;
  readonly #settings: FollowSettings;
  /** By order, the last event that was told. */
  readonly #last = new Map<string, bigint>();
  #watch: OrdersWatch | undefined;

  constructor(orders: OrdersClient, settings: FollowSettings = {}) {
    this.#orders = orders;
    this.#settings = settings;
  }

  /** From the event behind `afterSequence` on; 0 for the whole history. */
  add(id: string, afterSequence = 0): void {
    this.#last.set(id, BigInt(afterSequence));
    this.#watch?.add(id, afterSequence);
  }

  drop(id: string): void {
    this.#last.delete(id);
    this.#watch?.drop(id);
  }

  /** @throws CallError and OrderNotFollowed that coming back would not change */
  async *[Symbol.asyncIterator](): AsyncGenerator<OrderEvent> {
    const { signal = new AbortController().signal, metadata, comebackMs = USUAL_COMEBACK_MS, onComeback } = this.#settings;
    while (!signal.aborted) {
      const watch = this.#orders.watchOrders(metadata?.());
      const leave = () => watch.close();
      signal.addEventListener('abort', leave);
      try {
        yield* this.#told(watch);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof CallError || error instanceof OrderNotFollowed) || HOPELESS.has(error.code)) throw error;
        onComeback?.(error);
      } finally {
        this.#watch = undefined;
        signal.removeEventListener('abort', leave);
        watch.close();
      }
      await sleep(comebackMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async *#told(watch: OrdersWatch): AsyncGenerator<OrderEvent> {
    this.#watch = watch;
    for (const [id, sequence] of this.#last) watch.add(id, Number(sequence));
    for await (const { told } of watch) {
      if (told.case === 'ended') throw new OrderNotFollowed(told.value);
      if (told.case !== 'event') continue;
      const { order, sequence } = told.value;
      const last = this.#last.get(order?.id ?? '');
      // Of an order that was dropped, or added again, something may still be under way.
      if (last === undefined || sequence <= last) continue;
      this.#last.set(order?.id ?? '', sequence);
      yield told.value;
    }
  }
}

/** An order is not there, or not the caller's; or its events cannot be read right now. */
export class OrderNotFollowed extends Error {
  override name = 'OrderNotFollowed';
  readonly code: string;
  constructor({ id, code, text }: WatchEnded) {
    super(`${id} is not followed: ${text}`);
    this.code = code;
  }
}
