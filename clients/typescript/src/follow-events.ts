import { pause, pauseAfter, type Send } from './retry.ts';
import { serverSentEvents, type ServerSentEvent } from './server-sent-events.ts';

export interface FollowOptions {
  /** The id of the last event that is known: the sequence of an order's own, what `id` was of another's. */
  readonly after?: string | number;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal;
  /** Told each time that the stream ended, and is about to be taken up again; with the error, where it broke off. */
  readonly onComeback?: (error?: Error) => void;
  /** How long before the stream is taken up again, unless the API says: 2,000 ms. */
  readonly comebackMs?: number;
}

/** A connection that says nothing for so long is dead: every 15 s there is a comment (ms). */
const LONGEST_SILENCE_MS = 45_000;
/** As the API asks of every client of its streams (ms). */
const USUAL_COMEBACK_MS = 2000;

/**
 * The events of an address, each once and in order as long as they come in order: a stream that ends, as every one does, is taken up
 * again behind the last event. @throws Error for an answer that coming back would not change
 */
export async function* followEvents(send: Send, url: string, options: FollowOptions): AsyncGenerator<ServerSentEvent> {
  const { after, signal = new AbortController().signal, onComeback, comebackMs = USUAL_COMEBACK_MS } = options;
  let last = after === undefined ? '' : String(after);
  while (!signal.aborted) {
    let waitMs = comebackMs;
    let broken: Error | undefined;
    try {
      for await (const event of listen(send, url, last, signal)) {
        last = event.id;
        yield event;
      }
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      const pauseMs = pauseAfter(broken instanceof RefusedError ? broken.answer : broken, comebackMs);
      if (pauseMs === undefined) throw broken;
      waitMs = pauseMs;
    }
    if (signal.aborted) return;
    onComeback?.(broken);
    await pause(waitMs, signal).catch(() => undefined);
  }
}

/** The stream of events was answered with something else. */
class RefusedError extends Error {
  override name = 'RefusedError';
  readonly answer: Response;
  constructor(answer: Response, text: string) {
    super(`No events come: ${answer.status} ${text}`);
    this.answer = answer;
  }
}

async function* listen(send: Send, url: string, last: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
  const ending = new AbortController();
  const giveUp = () => ending.abort(new Error('nothing was heard for too long'));
  const leave = () => ending.abort(signal.reason);
  let timer = setTimeout(giveUp, LONGEST_SILENCE_MS);
  const onSign = () => {
    clearTimeout(timer);
    timer = setTimeout(giveUp, LONGEST_SILENCE_MS);
  };
  signal.addEventListener('abort', leave);
  try {
    const headers = { accept: 'text/event-stream', ...(last !== '' && { 'last-event-id': last }) };
    const answer = await send(new Request(url, { headers, signal: ending.signal }));
    if (answer.status !== 200) throw new RefusedError(answer, await answer.text());
    yield* serverSentEvents(answer, onSign);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    ending.abort();
  }
}
