import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../../domain/order.ts';
import type { WakeUps } from '../../domain/ports/wake-ups.ts';
import { WakeablePause } from '../../platform/wakeable-pause.ts';

type Read = () => Promise<Order | undefined>;

export interface Waiting {
  readonly orderId: string;
  /** Tell when to look. */
  readonly wakeUps: Pick<WakeUps, 'isUp' | 'listen'>;
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

/**
 * How long until the first read, and from one to the next: a fifth longer each time, as the unlucky wait most (ms). Where wake-ups come
 * through they are short once, because the change may have come before we listened.
 */
interface Pauses {
  readonly first: number;
  readonly next: number;
}

const LONGEST_PAUSE_MS = 250;
/** How long a read that began in time may take beyond it (ms). */
const GRACE_MS = 250;
const OVER = Symbol('the time and its grace are over');

/** The order once its row is there, which whoever started it writes at once; undefined when the time is over. */
export function waitUntilWritten(read: Read, waiting: Waiting, clock = systemClock): Promise<Order | undefined> {
  return readUntil(() => true, read, waiting, { first: 0, next: 10 }, clock);
}

/** The order as it stands when it has left CREATED, or when the time is over; undefined when no read came through. */
export function waitUntilPastCreated(read: Read, waiting: Waiting): Promise<Order | undefined> {
  return readUntil(({ status }) => status !== 'CREATED', read, waiting, { first: 25, next: 35 });
}

/** The order as read last, once it is there and `isEnough`, or when the time is over. */
async function readUntil(
  isEnough: (order: Order) => boolean,
  read: Read,
  { orderId, wakeUps, waitMs, isAwaited }: Waiting,
  { first, next }: Pauses,
  clock = systemClock,
): Promise<Order | undefined> {
  const endsAt = clock.now() + waitMs;
  const leftMs = () => Math.max(0, endsAt - clock.now());
  const answered = new AbortController();
  const untilWoken = new WakeablePause((ms, signal) => clock.sleep(ms, signal));
  let stopListening: (() => void) | undefined;
  let latest: Order | undefined;
  const patience = clock.sleep(Math.max(0, waitMs + GRACE_MS), answered.signal).then((): typeof OVER => OVER);
  try {
    for (let [pauseMs, nextMs] = [first, next]; ; [pauseMs, nextMs] = [nextMs, Math.min(nextMs * 1.2, LONGEST_PAUSE_MS)]) {
      if (pauseMs > 0 && isAwaited()) {
        stopListening ??= wakeUps.listen(orderId, untilWoken.wake);
        await untilWoken.upTo(Math.min(pauseMs, leftMs()));
        if (wakeUps.isUp()) nextMs = LONGEST_PAUSE_MS;
      }
      const isLast = !isAwaited() || leftMs() === 0;
      const found = await Promise.race([read(), patience]);
      if (found !== OVER) latest = found ?? latest;
      if (found === OVER || isLast || (latest && isEnough(latest))) return latest;
    }
  } finally {
    answered.abort();
    stopListening?.();
  }
}
