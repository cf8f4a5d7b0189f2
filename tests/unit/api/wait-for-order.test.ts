import { randomUUID } from 'node:crypto';
import { setImmediate as othersRun } from 'node:timers/promises';
import { type Clock, type Waiting, waitUntilWritten } from '../../../api/orders/wait-for-order.ts';
import { createdOrder, type Order } from '../../../domain/order.ts';
import { NOW, request } from './support/fakes.ts';
import { type FakeWakeUps, noWakeUps } from '../../support/wake-ups.ts';

const order = createdOrder(randomUUID(), request(), NOW);
const patient = { orderId: order.id, waitMs: 5000, isAwaited: () => true };

/** Time that passes when nobody can do anything but wait for it. */
class VirtualClock implements Clock {
  #now = 0;
  #sleepers: { until: number; wake: () => void }[] = [];

  now = () => this.#now;

  sleep = (ms: number, early?: AbortSignal) =>
    new Promise<void>((wake) => {
      const sleeper = { until: this.#now + ms, wake };
      this.#sleepers.push(sleeper);
      early?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        wake();
      });
    });

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
let wakeUps: FakeWakeUps;
beforeEach(() => {
  clock = new VirtualClock();
  wakeUps = noWakeUps();
  wait = (read, waiting) => clock.untilDone(waitUntilWritten(read, { ...patient, wakeUps, ...waiting }, clock));
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

  it('reads when it is told that the order has changed, and seldom otherwise', async () => {
    wakeUps.isConnected = true;
    const row = rowAfter(3000);
    void clock.sleep(3000).then(() => wakeUps.changed(order.id));
    expect(await wait(row.read)).toBe(order);
    expect(clock.now()).toBe(3000);
    expect(row.reads()).toBeLessThan(16);
    expect(wakeUps.listening).toBe(0);
  });

  it('goes on by itself where it should have been told, and was not', async () => {
    wakeUps.isConnected = true;
    const row = rowAfter(3000);
    expect(await wait(row.read)).toBe(order);
    expect(clock.now()).toBeLessThan(3251);
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
