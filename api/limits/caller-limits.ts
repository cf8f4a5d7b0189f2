import { countLimited } from '../../platform/metrics/limits.ts';
import { SCOPE_OF, type Operation } from '../access/scopes.ts';
import { ANYBODY, type Caller } from '../caller.ts';
import { TransportError } from '../transport-error.ts';
import { networkOf } from './network.ts';
import type { Quota, RateClass, RateLimits } from './rate-limits.ts';
import { Tally } from './tally.ts';

/** The caller has had as much as one may have, and is told when there is more. */
export class RateLimited extends TransportError {
  override name = 'RateLimited';
  readonly retryAfterSeconds: number;

  constructor({ name, most, secondsLeft }: Quota) {
    super('RATE_LIMITED', `A caller has ${most} ${name} in ten seconds, and these are used up.`);
    this.retryAfterSeconds = secondsLeft;
  }
}

export interface CallerLimitsOptions {
  readonly rates: RateLimits;
  /** Calls of one caller that may be under way at once in this process; without it as many as there are places. */
  readonly inFlight: number | undefined;
}

/** What one caller may take, so that others find room, whichever way they come in. */
export class CallerLimits {
  readonly #rates: RateLimits;
  readonly #most: number;
  readonly #inFlight = new Tally();

  constructor({ rates, inFlight = Number.POSITIVE_INFINITY }: CallerLimitsOptions) {
    this.#rates = rates;
    this.#most = inFlight;
  }

  /** Counts a call. `address`: where it came from, which is all that tells callers without a token apart. */
  take(caller: Caller, address: string, operation: Operation): Quota | undefined {
    return this.#rates.take(keyOf(caller, address), classOf(operation));
  }

  /** Until what is answered is called, once. @throws TransportError OVERLOADED */
  enter(caller: Caller, address: string): () => void {
    const key = keyOf(caller, address);
    if (this.#inFlight.of(key) < this.#most) return this.#inFlight.add(key);
    countLimited('in_flight');
    throw new TransportError('OVERLOADED', `A caller may have ${this.#most} requests under way at once. Wait for some to end.`);
  }
}

/** @throws RateLimited when there was none left */
export function requireLeft(quota: Quota | undefined): void {
  if (!quota?.isOver) return;
  countLimited(quota.name);
  throw new RateLimited(quota);
}

function keyOf(caller: Caller, address: string): string {
  return caller === ANYBODY ? networkOf(address) : JSON.stringify([caller.tenant, caller.id]);
}

function classOf(operation: Operation): RateClass {
  return SCOPE_OF[operation] === 'orders:read' ? 'reads' : 'writes';
}
