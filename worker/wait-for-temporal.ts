import { TransportError } from '@temporalio/worker';
import type { Logger } from '../platform/logger.ts';
import { AbortPolling, poll } from '../platform/poll.ts';

const EVERY_MS = 1000;

/** Does what needs a Temporal that answers, for as long as it takes: a server in trouble must not end its workers one after another. */
export function waitsForTemporal(log: Pick<Logger, 'warn'>, everyMs = EVERY_MS) {
  return <T>(connect: () => Promise<T>): Promise<T> =>
    poll({ what: 'Temporal cannot be reached', withinMs: Number.POSITIVE_INFINITY, everyMs }, async () => {
      try {
        return await connect();
      } catch (err) {
        if (!(err instanceof TransportError)) throw new AbortPolling('The worker cannot be made.', { cause: err });
        log.warn({ err }, 'Temporal does not serve this worker yet; it is asked again');
        throw err;
      }
    });
}
