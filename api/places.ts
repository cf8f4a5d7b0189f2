import { AdaptiveConcurrencyLimit, ConcurrencyLimit } from './concurrency-limit.ts';

export interface InFlightLimits {
  readonly reads: number;
  readonly writes: number;
}

/** How many calls of each kind the API works on at once, whichever way they come in. */
export interface Places {
  readonly reading: ConcurrencyLimit;
  readonly ordering: ConcurrencyLimit;
  /** Apart, so that those who wait keep nobody from ordering. */
  readonly waiting: ConcurrencyLimit;
  readonly changing: ConcurrencyLimit;
  /** Apart: orders that were accepted wait for what partners say, however many new ones come. */
  readonly partners: ConcurrencyLimit;
}

/** The part of its deadline within which an order should be written; beyond it, fewer are taken on at once. */
const AIM_PART = 0.4;

export function createPlaces({ reads, writes }: InFlightLimits, deadlineMs: number): Places {
  return {
    reading: new ConcurrencyLimit(reads),
    ordering: new AdaptiveConcurrencyLimit(writes, deadlineMs * AIM_PART),
    waiting: new ConcurrencyLimit(writes),
    changing: new ConcurrencyLimit(writes),
    partners: new ConcurrencyLimit(writes),
  };
}
