import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../domain/order.ts';

type Read = () => Promise<Order | undefined>;

export interface Waiting {
  readonly waitMs: number;
  /** Whether the wait still makes sense; the order is read once in any case. */
  readonly isAwaited: () => boolean;
}

/** How long until the first read, and from one to the next: half as long again each time (ms). */
interface Pauses {
  readonly first: number;
  readonly next: number;
}

const LONGEST_PAUSE_MS = 100;
/** What each wait adds to the experience. */
const WEIGHT = 0.1;

/**
 * Waits until the worker has written an order's row. It remembers how long that took of late, so that a wait costs two or three
 * reads, however busy the system is. To be told by the workflow would cost more: its answer leaves with its task, after whatever
 * else the task does, and is two events of its history.
 */
export function waitForRows(): (read: Read, waiting: Waiting) => Promise<Order | undefined> {
  let usualMs = 20;
  return async (read, waiting) => {
    const begunAt = performance.now();
    const pauses = { first: usualMs * 0.75, next: usualMs * 0.25 };
    const order = await readUntil((found) => found !== undefined, read, waiting, pauses);
    const tookMs = Math.min(performance.now() - begunAt, LONGEST_PAUSE_MS);
    if (order && waiting.isAwaited()) usualMs += WEIGHT * (tookMs - usualMs);
    return order;
  };
}

/** The order as it stands when it has left CREATED, or at the last look before the time is over; undefined when that look hangs. */
export function waitUntilPastCreated(read: Read, waiting: Waiting): Promise<Order | undefined> {
  return readUntil((order) => order?.status !== 'CREATED', read, waiting, { first: 25, next: 35 });
}

/** Undefined when the time is over, also in the middle of a read. */
async function readUntil(
  isEnough: (order: Order | undefined) => boolean,
  read: Read,
  { waitMs, isAwaited }: Waiting,
  { first, next }: Pauses,
): Promise<Order | undefined> {
  const endsAt = performance.now() + waitMs;
  const leftMs = () => Math.max(0, endsAt - performance.now());
  const timeIsUp = sleep(leftMs(), undefined, { ref: false });
  for (let [pauseMs, nextMs] = [first, next]; ; [pauseMs, nextMs] = [nextMs, Math.min(nextMs * 1.5, LONGEST_PAUSE_MS)]) {
    const isLast = !isAwaited();
    if (!isLast) await sleep(Math.min(pauseMs, leftMs()));
    const order = await Promise.race([read(), timeIsUp]);
    if (isEnough(order) || isLast || leftMs() === 0) return order;
  }
}
