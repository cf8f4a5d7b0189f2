import type { Config } from '../../platform/config.ts';
import type { Report } from '../../platform/screen.ts';
import { type Evidence, gatherEvidence, type Notes } from './verdict/evidence.ts';
import { committedEvents, untilHeard, type Watcher } from './watcher.ts';

/** A few orders wait for their customer's time to be over; a system that is not settled never stands still. */
const MOST_TRIES = 4;

interface Followers {
  readonly http: Watcher;
  readonly grpc: Watcher;
  readonly webhooks: Watcher;
}

/**
 * Ledgers are read one after another, and an order that waits for a clock may move on in between: then everything is read again.
 */
export async function gatherAtRest(
  config: Config,
  notes: Pick<Notes, 'scripts' | 'tolds'>,
  { http, grpc, webhooks }: Followers,
  say: Report,
): Promise<Evidence> {
  for (let tries = 1; ; tries++) {
    const before = await committedEvents(config.database.url);
    for (const [way, follower] of Object.entries({ HTTP: http, gRPC: grpc, webhooks })) {
      const missed = await untilHeard(follower, config.database.url);
      if (missed > 0) say(`${missed} events were not heard of over ${way} in time`);
    }
    const evidence = await gatherEvidence(config, {
      ...notes,
      heard: [...http.heard],
      watched: [...grpc.heard],
      delivered: [...webhooks.heard],
    });
    if (tries === MOST_TRIES || (await committedEvents(config.database.url)) === before) return evidence;
  }
}
