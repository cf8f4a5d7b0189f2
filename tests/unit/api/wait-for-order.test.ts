import { randomUUID } from 'node:crypto';
import { setImmediate as othersRun } from 'node:timers/promises';
import { type Clock, type Waiting, waitUntilWritten } from '../../../api/orders/wait-for-order.ts';
import { createdOrder, type Order } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';

const order = createdOrder(randomUUID(), request(), NOW);
const patient = { waitMs: 5000, isAwaited: () => true };

/** Time that passes when nobody can do anything but wait for it. */
class VirtualClock implements Clock {
  #now = 0;
  #sleepers: { until: number; wake: () => void }[] = [];

  now = () => this.#now;

  sleep = (ms: number) => new Promise<void>((wake) => void this.#sleepers.push({ until: this.#now + ms, wake }));

  async untilDone<T>(work: Promise<T>): Promise<T> {
    const isOver = Symbol('nothing is waited for any more');
    const done = work.then(() => isOver);
    while ((await Promise.race([done, othersRun()])) !== isOver) {
      const [first, ...rest] = this.#sleepers.toSorted((one, other) => one.until - other.until);
      if (!first) throw new Error('nobody waits for the time');
      this.#sleepers = rest;
      this.#now = Math.max(this.#now, first.until);
      first.wake();
    }
    return work;
  }
}

let clock: VirtualClock;
let wait: (read: () => Promise<Order | undefined>, waiting?: Partial<Waiting>) => Promise<Order | undefined>;
beforeEach(() => {
  clock = new VirtualClock();
  wait = (read, waiting) => clock.untilDone(waitUntilWritten(read, { ...patient, ...waiting }, clock));
});

/** A row that is written so long after the wait began, and how often it was read. */
function rowAfter(ms: number) {
  const writtenAt = clock.now() + ms;
  let reads = 0;
  return {
    read: async () => {
      reads += 1;
      return clock.now() >= writtenAt ? order : undefined;
    },
    reads: () => reads,
  };
}

describe('the wait for a row', () => {
  it('is over at once when the first look finds it', async () => {
    const row = rowAfter(0);
    expect(await wait(row.read)).toBe(order);
    expect([row.reads(), clock.now()]).toEqual([1, 0]);
  });

  it('comes to few reads, however long it takes', async () => {
    const row = rowAfter(3000);
    expect(await wait(row.read)).toBe(order);
    expect(row.reads()).toBeLessThan(30);
    expect(clock.now()).toBeLessThan(3300);
  });

  it('ends with its time', async () => {
    expect(await wait(rowAfter(60_000).read, { waitMs: 50 })).toBeUndefined();
    expect(clock.now()).toBe(50);
  });

  it('ends soon after its time while a read hangs', async () => {
    let reads = 0;
    const hanging = () => new Promise<undefined>(() => void (reads += 1));
    expect(await wait(hanging, { waitMs: 50 })).toBeUndefined();
    expect([reads, clock.now()]).toEqual([1, 300]);
  });

  it('reads once when nothing is to be waited for', async () => {
    const row = rowAfter(60_000);
    expect(await wait(row.read, { isAwaited: () => false })).toBeUndefined();
    expect([row.reads(), clock.now()]).toEqual([1, 0]);
  });
});
