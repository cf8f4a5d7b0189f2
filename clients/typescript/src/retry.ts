export interface RetrySettings {
  /** How often a request is sent at most: 5. */
  readonly tries: number;
  /** Before the first repeat, where the API does not say when to come back; about twice as long before each further one: 500 ms. */
  readonly firstPauseMs: number;
  /** Who is told to come back later than this gets the answer that says so: 30,000 ms. */
  readonly longestPauseMs: number;
  /** One try; an order may be waited for as long as 30 s: 40,000 ms. */
  readonly tryTimeoutMs: number;
}

const USUAL: RetrySettings = { tries: 5, firstPauseMs: 500, longestPauseMs: 30_000, tryTimeoutMs: 40_000 };
/** Nothing was begun, or the same key finishes it. 502 and 504 are what proxies say. */
const REPEATABLE = new Set([408, 429, 502, 503, 504]);
const KEYED = new Set(['POST', 'PATCH']);
const IDEMPOTENCY_KEY = 'idempotency-key';

export type Send = (request: Request) => Promise<Response>;

/**
 * Sends a request again under the same Idempotency-Key until it has an answer that is none of passing trouble; what changes something
 * and has no key gets one. The last answer is handed over whatever it is.
 * @throws what the last try failed with, and the request's own abort at once
 */
export function withRetries(send: Send, settings: Partial<RetrySettings> = {}): Send {
  const { tries, longestPauseMs, tryTimeoutMs, firstPauseMs } = { ...USUAL, ...settings };

  const attempt = async (request: Request): Promise<Response | Error> => {
    const ending = new AbortController();
    const giveUp = () => ending.abort(request.signal.reason);
    const timer = setTimeout(() => ending.abort(new Error(`there was no answer within ${tryTimeoutMs} ms`)), tryTimeoutMs);
    request.signal.addEventListener('abort', giveUp);
    try {
      return await whole(await send(new Request(request.clone(), { signal: ending.signal })));
    } catch (error) {
      request.signal.throwIfAborted();
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', giveUp);
    }
  };

  return async (request) => {
    if (KEYED.has(request.method) && !request.headers.has(IDEMPOTENCY_KEY)) request.headers.set(IDEMPOTENCY_KEY, crypto.randomUUID());
    for (let tried = 1; ; tried += 1) {
      const outcome = await attempt(request);
      const pauseMs = pauseAfter(outcome, firstPauseMs * 2 ** (tried - 1));
      if (pauseMs === undefined || pauseMs > longestPauseMs || tried >= tries) {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }
      await pause(pauseMs, request.signal);
    }
  };
}

/** An answer that breaks off is none. */
async function whole(answer: Response): Promise<Response> {
  const body = answer.body && (await answer.arrayBuffer());
  return new Response(body, answer);
}

/** How long to wait before the same is asked again; undefined when that would change nothing. `elseMs`: where nobody says. */
export function pauseAfter(outcome: Response | Error, elseMs: number): number | undefined {
  if (outcome instanceof Error) return jittered(elseMs);
  if (!REPEATABLE.has(outcome.status)) return undefined;
  const seconds = Number(outcome.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : jittered(elseMs);
}

/** Callers who failed together do not come back together. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}

/** @throws the signal's reason once it aborts */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
