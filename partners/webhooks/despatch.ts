import { setTimeout as delay } from 'node:timers/promises';
import { runInContext } from '../../platform/request-context.ts';

export interface DespatchOptions<Notification> {
  /** Takes at most so much of what is due, and puts it off by {@link RETELL_MS}, so that nobody else tells it meanwhile. */
  readonly claim: (limit: number) => Promise<readonly Notification[]>;
  /** @throws when it was not heard */
  readonly tell: (notification: Notification) => Promise<void>;
  /** How often to look for what is due (ms). */
  readonly pollMs: number;
  readonly onError: (error: unknown) => void;
}

/** How long what could not be told waits for the next try (ms); also what a claim is good for. */
export const RETELL_MS = 3000;
const BATCH = 50;

/**
 * How a partner notifies: once it is due, and again until it is heard. Several may run side by side.
 * @returns a function that stops it and waits for what is being told
 */
export function startDespatch<Notification extends { readonly orderId: string }>({
  claim,
  tell,
  pollMs,
  onError,
}: DespatchOptions<Notification>): () => Promise<void> {
  const stopping = new AbortController();
  const tellAll = async () => {
    const due = await claim(BATCH);
    await Promise.all(due.map((notification) => runInContext({ orderId: notification.orderId }, () => tell(notification).catch(onError))));
    return due.length;
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const told = await tellAll().catch((error: unknown) => (onError(error), 0));
      if (told < BATCH) await delay(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const finished = loop();
  return () => {
    stopping.abort();
    return finished;
  };
}
