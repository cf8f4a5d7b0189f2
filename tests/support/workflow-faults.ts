import { DependencyError } from '../../domain/errors.ts';

/** A port's method; a change of the order is named with its step. */
export type Point =
  | 'orders.create'
  | 'orders.get'
  | `orders.change:${string}`
  | `stock.${'reserve' | 'claim' | 'stopWaiting' | 'release' | 'cutBack' | 'close' | 'ship' | 'restock'}`
  | `payments.${'authorise' | 'find' | 'capture' | 'void' | 'refund'}`
  | `carrier.${'book' | 'cancel' | 'find'}`;

export interface Failing {
  /** How often; for ever without. */
  readonly times?: number;
  /** After the effect: the call has happened, its answer is lost. */
  readonly after?: boolean;
  /** Fails only while this says so. */
  readonly while?: () => Promise<boolean>;
}

/** Holds calls until it is opened. */
export interface Gate {
  /** Settles when a call waits here. */
  readonly reached: Promise<void>;
  open(): void;
}

/** Records every call of a port and makes it fail, or wait, where a test says so. */
export class Faults {
  /** The points in the order in which they were called. */
  readonly calls: Point[] = [];
  readonly #failing = new Map<string, { left: number; when: () => Promise<boolean> }>();
  readonly #gates = new Map<string, { gate: Gate; reach: () => void; opened: Promise<void> }>();

  fail(point: Point, { times = Number.POSITIVE_INFINITY, after = false, while: when = async () => true }: Failing = {}): void {
    this.#failing.set(key(point, after), { left: times, when });
  }

  mend(point: Point): void {
    for (const after of [false, true]) this.#failing.delete(key(point, after));
  }

  block(point: Point, { after = false } = {}): Gate {
    const reached = Promise.withResolvers<void>();
    const opened = Promise.withResolvers<void>();
    const gate = { reached: reached.promise, open: opened.resolve };
    this.#gates.set(key(point, after), { gate, reach: reached.resolve, opened: opened.promise });
    return gate;
  }

  /** Lets everything go that a test left waiting or failing. */
  clear(): void {
    this.#failing.clear();
    for (const { gate } of this.#gates.values()) gate.open();
  }

  count(point: Point): number {
    return this.calls.filter((called) => called === point).length;
  }

  async run<T>(point: Point, effect: () => T): Promise<T> {
    this.calls.push(point);
    await this.#trouble(key(point, false));
    const result = effect();
    await this.#trouble(key(point, true));
    return result;
  }

  async #trouble(where: string): Promise<void> {
    const waiting = this.#gates.get(where);
    waiting?.reach();
    await waiting?.opened;
    const failing = this.#failing.get(where);
    if (!failing || failing.left <= 0 || !(await failing.when())) return;
    failing.left -= 1;
    throw new DependencyError(
      where.startsWith('payments') ? 'payment provider' : where.startsWith('carrier') ? 'carrier' : 'postgres',
      `${where} was told to fail`,
    );
  }
}

function key(point: Point, after: boolean): string {
  return after ? `${point} (after)` : point;
}
