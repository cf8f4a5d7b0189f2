import { TransportError } from './transport-error.ts';

/** So many calls of a kind may be under way at once. */
export class ConcurrencyLimit {
  protected limit: number;
  #taken = 0;

  constructor(count: number) {
    this.limit = count;
  }

  /** @throws TransportError OVERLOADED */
  refuseWhenFull(): void {
    if (this.#taken < this.limit) return;
    throw new TransportError(
      'OVERLOADED',
      'As much is under way as can be done in time, and nothing was begun for this request. Repeat it.',
    );
  }

  /** `isDone`: whether an answer says that the work was finished, not only begun. */
  async hold<T>(work: () => Promise<T>, _isDone: (answer: T) => boolean): Promise<T> {
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }
}

/** Down to this part of the places; some have to be left to find out that it goes faster again. */
const LEAST_PART = 1 / 8;
/** Fewer by a tenth when some are slow, one more for each that is not: the additive increase and multiplicative decrease of TCP. */
const SHRINK = 0.9;

/**
 * As many places as let each be done within `aimMs`: a burst fills them all, and while more comes than can be done there are fewer.
 * How fast that is depends on the workers, which the API does not know.
 */
export class AdaptiveConcurrencyLimit extends ConcurrencyLimit {
  readonly #most: number;
  readonly #aimMs: number;
  #shrunkAt = Number.NEGATIVE_INFINITY;

  constructor(most: number, aimMs: number) {
    super(most);
    this.#most = most;
    this.#aimMs = aimMs;
  }

  override async hold<T>(work: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
    const startedAt = performance.now();
    const answer = await super.hold(work, isDone);
    // Only what was done tells how fast it goes: an order that is not written says that no worker is there, and then fewer at once
    // would help nobody.
    if (isDone(answer)) this.#learn(startedAt);
    return answer;
  }

  #learn(startedAt: number): void {
    const now = performance.now();
    if (now - startedAt <= this.#aimMs) {
      this.limit = Math.min(this.#most, this.limit + 1);
    } else if (startedAt > this.#shrunkAt) {
      // All that were under way together are slow for one reason: they count once.
      this.#shrunkAt = now;
      this.limit = Math.max(this.#most * LEAST_PART, this.limit * SHRINK);
    }
  }
}
