import { CircuitState, type IBreaker } from 'cockatiel';

/** Calls are counted for this long (ms). */
const WINDOW_MS = 20_000;
/** One order that is tried again comes to six within the window: a few that fail by themselves are nobody else's matter. */
const LEAST_CALLS = 20;
/** In an outage next to nothing is answered. */
const OUTAGE_SHARE = 0.8;

interface Outcome {
  readonly at: number;
  readonly failed: boolean;
}

/**
 * Opens a circuit when four fifths of at least twenty calls within twenty seconds failed. The library's own SamplingBreaker moves
 * its windows on by calls, not by time: at a low rate it would count one order's tries over many minutes.
 */
export class RecentCalls implements IBreaker {
  state: unknown;
  #outcomes: Outcome[] = [];

  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#outcomes = [];
    this.#count(false);
  }

  failure(state: CircuitState): boolean {
    this.#count(true);
    if (state !== CircuitState.Closed) return true;
    const failures = this.#outcomes.filter(({ failed }) => failed).length;
    return this.#outcomes.length >= LEAST_CALLS && failures >= OUTAGE_SHARE * this.#outcomes.length;
  }

  #count(failed: boolean): void {
    const now = Date.now();
    const first = this.#outcomes.findIndex(({ at }) => now - at < WINDOW_MS);
    this.#outcomes.splice(0, first === -1 ? this.#outcomes.length : first);
    this.#outcomes.push({ at: now, failed });
  }
}
