import { CallerLimits } from '../../../../api/limits/caller-limits.ts';
import { RateLimits, type RateLimitsOptions } from '../../../../api/limits/rate-limits.ts';
import type { CallCounts } from '../../../../domain/ports/call-counts.ts';

/** What all replicas count together, in memory. */
export class FakeCallCounts implements CallCounts {
  readonly told: ReadonlyMap<string, number>[] = [];
  isAway = false;
  readonly #totals = new Map<string, number>();

  async add(endsAt: number, calls: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, number>> {
    if (this.isAway) throw new Error('the counts are away');
    this.told.push(calls);
    const totals = [...calls].map(([key, count]): [string, number] => {
      const total = (this.#totals.get(`${endsAt} ${key}`) ?? 0) + count;
      this.#totals.set(`${endsAt} ${key}`, total);
      return [key, total];
    });
    return new Map(totals);
  }
}

interface Options extends Partial<RateLimitsOptions> {
  readonly inFlight?: number;
}

/** Without options nothing is limited. */
export function callerLimits({ inFlight, ...options }: Options = {}): CallerLimits {
  const rates = { reads: undefined, writes: undefined };
  const counted = new RateLimits({ rates, counts: new FakeCallCounts(), now: Date.now, onOutage: () => undefined, ...options });
  return new CallerLimits({ rates: counted, inFlight });
}
