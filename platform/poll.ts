// Waiting for a condition that only trying again can find out.
import { setTimeout as delay } from 'node:timers/promises';

export type PollOptions = { what: string; withinMs: number; everyMs?: number; signal?: AbortSignal | undefined };

/** Thrown by {@link poll} when the condition did not come true in time; `cause` is the last reason. */
export class PollTimeout extends Error {
  override name = 'PollTimeout';
}

/** Thrown inside a polled function when trying again cannot help: ends the poll at once. */
export class AbortPolling extends Error {
  override name = 'AbortPolling';
}

/** Calls `attempt` until it no longer throws and returns what it returned. */
export async function poll<T>(options: PollOptions, attempt: () => Promise<T>): Promise<T> {
  const { what, withinMs, everyMs = 200, signal } = options;
  const until = Date.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof AbortPolling) throw error;
      if (Date.now() > until) throw new PollTimeout(`${what} after ${Math.round(withinMs / 1000)} s: ${reasonOf(error)}`, { cause: error });
    }
    await delay(everyMs, undefined, { signal });
  }
}

/** The one line that says why; connection errors to several addresses at once have theirs inside. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}

/** Long enough for a machine that is busy with other things: what is waited for comes, or never. */
const GENEROUS_MS = 120_000;

/** Tries until the answer is as wanted. @throws PollTimeout with the last answer; what `attempt` throws, at once */
export function eventually<T>(
  attempt: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  withinMs = GENEROUS_MS,
  everyMs = 25,
): Promise<T> {
  return poll({ what: 'the answer was not as wanted', withinMs, everyMs }, async () => {
    const answer = await attempt().catch((error: unknown) => {
      throw new AbortPolling(reasonOf(error), { cause: error });
    });
    if (!isWanted(answer)) throw new Error(`last: ${JSON.stringify(answer)?.slice(0, 2000)}`);
    return answer;
  });
}
