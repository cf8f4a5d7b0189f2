export interface EndpointLanesOptions {
  /** Tries under way to one endpoint at once. */
  readonly atOnce: number;
  /** A clock that only goes forward (ms). */
  readonly clock: () => number;
}

export type Lane = { leave(): void } | { readonly waitMs: number };

/** What is known of a new endpoint (ms). */
const FIRST_GUESS_MS = 250;
/** How much the newest try counts in the mean. */
const WEIGHT = 0.2;
const SHORTEST_WAIT_MS = 200;
/** What nobody has used for so long is forgotten (ms). */
const FORGET_AFTER_MS = 600_000;

interface Traffic {
  underWay: number;
  meanMs: number;
  /** When the next of those who wait may come. */
  freeAt: number;
  usedAt: number;
}

/**
 * Keeps an endpoint that answers slowly, or not at all, from taking the room of others: it has few tries at once, and who comes beyond
 * them is given a time at which there will be room, each one later than the one before.
 */
export class EndpointLanes {
  readonly #traffic = new Map<string, Traffic>();
  readonly #options: EndpointLanesOptions;

  constructor(options: EndpointLanesOptions) {
    this.#options = options;
  }

  enter(endpointId: string): Lane {
    const { atOnce, clock } = this.#options;
    const now = clock();
    const traffic = this.#trafficOf(endpointId, now);
    if (traffic.underWay >= atOnce) {
      traffic.freeAt = Math.max(traffic.freeAt, now) + traffic.meanMs / atOnce;
      return { waitMs: Math.ceil(Math.max(SHORTEST_WAIT_MS, traffic.freeAt - now)) };
    }
    traffic.underWay += 1;
    return {
      leave: () => {
        traffic.underWay -= 1;
        traffic.meanMs += WEIGHT * (clock() - now - traffic.meanMs);
      },
    };
  }

  #trafficOf(endpointId: string, now: number): Traffic {
    const known = this.#traffic.get(endpointId);
    if (!known) this.#forgetIdle(now);
    const traffic = known ?? { underWay: 0, meanMs: FIRST_GUESS_MS, freeAt: now, usedAt: now };
    traffic.usedAt = now;
    this.#traffic.set(endpointId, traffic);
    return traffic;
  }

  #forgetIdle(now: number): void {
    for (const [endpointId, { underWay, usedAt }] of this.#traffic)
      if (underWay === 0 && now - usedAt > FORGET_AFTER_MS) this.#traffic.delete(endpointId);
  }
}
