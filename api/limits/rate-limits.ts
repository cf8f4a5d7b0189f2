import type { CallCounts } from '../../domain/ports/call-counts.ts';
import { showCountsAway } from '../../platform/metrics/limits.ts';

/** Kinds of calls that are counted apart. */
export type RateClass = 'reads' | 'writes';

/** Calls a second of one caller; what is not given has no limit. */
export type Rates = Readonly<Record<RateClass, number | undefined>>;

/** Calls are counted over so long: a caller may be late or early by as much. */
export const WINDOW_SECONDS = 10;
const WINDOW_MS = WINDOW_SECONDS * 1000;
/** How often replicas tell each other (ms): in so long a caller can pass the limit at each of them. */
const TELL_EVERY_MS = 1000;
/** Callers that are counted one by one, about 200 bytes each; who comes later shares one count with the others who do. */
const MOST_CALLERS = 50_000;

/** How a caller stands. */
export interface Quota {
  readonly name: RateClass;
  /** Calls within the time. */
  readonly most: number;
  /** Of these, how many are left after this call. */
  readonly left: number;
  readonly secondsLeft: number;
  /** There was none left for this call. */
  readonly isOver: boolean;
}

/** Calls of a caller in the time that runs. */
interface Calls {
  /** Those that are counted over all replicas, as far as this one was told. */
  counted: number;
  /** Those here that the others do not know of yet. */
  untold: number;
}

export interface RateLimitsOptions {
  readonly rates: Rates;
  readonly counts: CallCounts;
  readonly now: () => number;
  /** Called once when the calls of other replicas cannot be counted, until they can be again. */
  readonly onOutage: (error: unknown) => void;
}

/**
 * So many calls of each caller in ten seconds, over all replicas. A call is decided here, on what is known; once a second the
 * replicas tell each other through PostgreSQL what came. While that cannot be done each counts alone, and says so.
 */
export class RateLimits {
  readonly #options: RateLimitsOptions;
  #endsAt = 0;
  #calls = new Map<string, Calls>();
  #telling: Promise<void> | undefined;
  #isAway = false;

  constructor(options: RateLimitsOptions) {
    this.#options = options;
  }

  /** Counts a call, unless there is none left for it. Undefined where its kind has no limit. */
  take(caller: string, name: RateClass): Quota | undefined {
    const { rates, now } = this.#options;
    const rate = rates[name];
    if (rate === undefined) return undefined;
    const at = now();
    if (at >= this.#endsAt) this.#begin(at);
    const most = rate * WINDOW_SECONDS;
    const calls = this.#callsOf(name, caller);
    const isOver = calls.counted + calls.untold >= most;
    if (!isOver) calls.untold += 1;
    const left = Math.max(0, most - calls.counted - calls.untold);
    return { name, most, left, secondsLeft: Math.ceil((this.#endsAt - at) / 1000), isOver };
  }

  /** Tells the other replicas once a second, until the process drains. */
  tellUntil(draining: AbortSignal): void {
    const timer = setInterval(() => void this.tell(), TELL_EVERY_MS);
    draining.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  /** Tells the other replicas what came here, and learns what came there. */
  tell(): Promise<void> {
    this.#telling ??= this.#tell().finally(() => (this.#telling = undefined));
    return this.#telling;
  }

  #begin(at: number): void {
    this.#endsAt = (Math.floor(at / WINDOW_MS) + 1) * WINDOW_MS;
    this.#calls = new Map();
  }

  #callsOf(name: RateClass, caller: string): Calls {
    const own = `${name} ${caller}`;
    const key = this.#calls.has(own) || this.#calls.size < MOST_CALLERS ? own : name;
    const calls = this.#calls.get(key) ?? { counted: 0, untold: 0 };
    this.#calls.set(key, calls);
    return calls;
  }

  async #tell(): Promise<void> {
    const calls = this.#calls;
    const untold = new Map([...calls].filter(([, { untold }]) => untold > 0).map(([key, { untold }]) => [key, untold]));
    if (untold.size === 0) return;
    try {
      for (const [key, counted] of await this.#options.counts.add(this.#endsAt, untold)) {
        const known = calls.get(key);
        if (known) Object.assign(known, { counted, untold: known.untold - (untold.get(key) ?? 0) });
      }
      this.#show(false);
    } catch (error) {
      if (!this.#isAway) this.#options.onOutage(error);
      this.#show(true);
    }
  }

  #show(isAway: boolean): void {
    this.#isAway = isAway;
    showCountsAway(isAway);
  }
}
