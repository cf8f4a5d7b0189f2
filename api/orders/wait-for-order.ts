import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../domain/order.ts';

type Read = () => Promise<Order | undefined>;

export interface Waiting {
  readonly waitMs: number;
  /** Whether the wait still makes sense; the order is read once in any case. */
  readonly isAwaited: () => boolean;
}

/** What tells and passes time (ms). */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<unknown>;
}
const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** How long until the first read, and from one to the next: a fifth longer each time, as the unlucky wait most (ms). */
interface Pauses {
  readonly first: number;
  readonly next: number;
}

const LONGEST_PAUSE_MS = 250;
/** However busy it was of late: it may be over. */
const LONGEST_FIRST_MS = 40;
/** How long a read that began in time may take beyond it (ms). */
const GRACE_MS = 250;
const OVER = Symbol('the time and its grace are over');
/** What each wait adds to the experience. */
const WEIGHT = 0.2;
/** Of a row that is there at the first read nobody knows for how long it was: a busy time is forgotten sooner than it was learnt. */
const WEIGHT_OF_FIRST = 0.5;

/**
 * Waits until the worker has written an order's row. It remembers how long that took of late, so that a wait costs few
 * reads, however busy the system is. To be told by the workflow would cost more: its answer leaves with its task, after whatever
 * else the task does, and is two events of its history.
 */
export function waitForRows(clock = systemClock): (read: Read, waiting: Waiting) => Promise<Order | undefined> {
  let usualMs = 20;
  return async (read, waiting) => {
    const begunAt = clock.now();
    let reads = 0;
    const counted = () => {
      reads += 1;
      return read();
    };
    const pauses = { first: Math.min(usualMs / 2, LONGEST_FIRST_MS), next: usualMs / 4 };
    const order = await readUntil(() => true, counted, waiting, pauses, clock);
    // A wait in vain was a long one, too.
    const tookMs = Math.min(clock.now() - begunAt, LONGEST_PAUSE_MS);
    const weight = reads === 1 && tookMs < usualMs ? WEIGHT_OF_FIRST : WEIGHT;
    if (waiting.isAwaited()) usualMs += weight * (tookMs - usualMs);
    return order;
  };
}

/** The order as it stands when it has left CREATED, or when the time is over; undefined when no read came through. */
export function waitUntilPastCreated(read: Read, waiting: Waiting): Promise<Order | undefined> {
  return readUntil(({ status }) => status !== 'CREATED', read, waiting, { first: 25, next: 35 });
}

/** The order as read last, once it is there and `isEnough`, or when the time is over. */
async function readUntil(
  isEnough: (order: Order) => boolean,
  read: Read,
  { waitMs, isAwaited }: Waiting,
  { first, next }: Pauses,
  clock = systemClock,
): Promise<Order | undefined> {
  const endsAt = clock.now() + waitMs;
  const leftMs = () => Math.max(0, endsAt - clock.now());
  const answered = new AbortController();
  let latest: Order | undefined;
  const patience = clock.sleep(Math.max(0, waitMs + GRACE_MS), answered.signal).then((): typeof OVER => OVER);
  try {
    for (let [pauseMs, nextMs] = [first, next]; ; [pauseMs, nextMs] = [nextMs, Math.min(nextMs * 1.2, LONGEST_PAUSE_MS)]) {
      if (isAwaited()) await clock.sleep(Math.min(pauseMs, leftMs()));
      const isLast = !isAwaited() || leftMs() === 0;
      const found = await Promise.race([read(), patience]);
      if (found !== OVER) latest = found ?? latest;
      if (found === OVER || isLast || (latest && isEnough(latest))) return latest;
    }
  } finally {
    answered.abort();
  }
}
