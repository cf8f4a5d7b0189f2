import { DomainError } from '../domain/errors.ts';

/** The time a request has; whoever has not answered at its end is answered for. */
export interface Deadline {
  /** Aborts when the time is up. */
  readonly signal: AbortSignal;
  /** Aborts `ms` earlier, to leave time for finding out how things stand. */
  before(ms: number): AbortSignal;
  extendBy(ms: number): void;
  leftMs(): number;
  /** The work's result, or DEADLINE_EXCEEDED when that comes first. */
  bound<T>(work: Promise<T>): Promise<T>;
  /** Forgets the timer; the request is answered. */
  clear(): void;
}

/** However it is extended, it ends after `mostMs`. */
export function startDeadline(ms: number, mostMs = Number.POSITIVE_INFINITY): Deadline {
  const startedAt = performance.now();
  const controller = new AbortController();
  let endsAt = startedAt + ms;
  const leftMs = () => Math.max(0, endsAt - performance.now());
  const expire = () => controller.abort(new DomainError('DEADLINE_EXCEEDED', 'the request took too long'));
  let timer = setTimeout(expire, ms);

  return {
    signal: controller.signal,
    before: (reserveMs) => AbortSignal.any([controller.signal, AbortSignal.timeout(Math.max(0, Math.floor(leftMs() - reserveMs)))]),
    extendBy: (more) => {
      endsAt = Math.min(endsAt + more, startedAt + mostMs);
      clearTimeout(timer);
      timer = setTimeout(expire, leftMs());
    },
    leftMs,
    bound: async (work) => {
      const { signal } = controller;
      signal.throwIfAborted();
      let onAbort = () => {};
      const late = new Promise<never>((_, reject) => {
        onAbort = () => reject(signal.reason as Error);
        signal.addEventListener('abort', onAbort);
      });
      try {
        return await Promise.race([work, late]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
    clear: () => clearTimeout(timer),
  };
}
