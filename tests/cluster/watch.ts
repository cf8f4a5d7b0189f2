import { setTimeout as delay } from 'node:timers/promises';

/** Looks again and again, whatever comes of a look. @returns what ends it */
export function watch(everyMs: number, look: () => Promise<unknown>): () => Promise<void> {
  const stopping = new AbortController();
  const watching = async () => {
    while (!stopping.signal.aborted) {
      await look().catch(() => undefined);
      await delay(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const watched = watching();
  return async () => {
    stopping.abort();
    await watched;
  };
}
