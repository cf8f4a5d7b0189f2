import { once } from 'node:events';
import type { Response } from 'express';
import type { Answer } from './answer.ts';

/** An event as `text/event-stream` has it (WHATWG HTML, section 9.2). */
export interface SentEvent {
  /** What a client comes back with as Last-Event-ID. */
  readonly id: string;
  /** JSON, on one line. */
  readonly data: string;
}

/** How long a client waits before it comes back (ms). */
const RETRY_MS = 2000;
/** Proxies close what is silent for longer: 60 s is usual (ms). */
const HEARTBEAT_MS = 15_000;

export const EVENT_STREAM = 'text/event-stream';
const HEADERS = {
  'Content-Type': EVENT_STREAM,
  'Cache-Control': 'no-store, no-transform',
  // nginx and those who take after it hold answers back otherwise.
  'X-Accel-Buffering': 'no',
};

/** What makes the events of a stream; `signal` aborts when nobody is there any more to read them. */
export type EventSource = (signal: AbortSignal) => AsyncIterable<SentEvent>;

export function streamOf(events: EventSource): Answer {
  return { status: 200, headers: HEADERS, events };
}

/**
 * Sends what comes until it ends or `signal` aborts. Who reads slowly is waited for.
 * @throws what the events break off with; the client comes back
 */
export async function sendEvents(res: Response, events: AsyncIterable<SentEvent>, signal: AbortSignal): Promise<void> {
  res.status(200).set(HEADERS).flushHeaders();
  const heartbeat = setInterval(() => {
    // Who has not read the last one yet needs no other.
    if (!res.writableNeedDrain) res.write(':\n\n');
  }, HEARTBEAT_MS);
  try {
    res.write(`retry: ${RETRY_MS}\n\n`);
    for await (const { id, data } of events) if (!res.write(`id: ${id}\ndata: ${data}\n\n`)) await once(res, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(heartbeat);
    res.end();
  }
}
