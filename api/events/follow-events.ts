import type { EventFeed, FeedStart, PublishedEvent } from '../../domain/ports/event-feed.ts';
import type { Caller } from '../caller.ts';
import { LiveBuffer } from './live-buffer.ts';

export interface FollowCall {
  readonly caller: Caller;
  readonly start: FeedStart;
  /** Of these types only; none: of all. */
  readonly types: readonly string[];
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * The events of the caller's tenant, each once and in the order of the stream: what the stream holds from the start on, then what
 * comes. Who reads slowly is read for from the stream.
 * @throws DependencyError('nats') when the stream cannot be read; AbortError with the call's signal
 */
export function followEvents(feed: EventFeed) {
  return async function* ({ caller, start, types, signal }: FollowCall): AsyncGenerator<PublishedEvent> {
    const live = new LiveBuffer();
    const stop = feed.listen(live);
    const isWanted = (event: PublishedEvent) => (types.length === 0 || types.includes(event.type)) && event.tenant === caller.tenant;
    let from = start;
    try {
      for (;;) {
        live.restart();
        for await (const event of feed.read(from, types, signal)) {
          from = { after: event.position };
          if (isWanted(event)) yield event;
        }
        for await (const event of live.events(signal)) {
          if (!isBehind(from, event)) continue;
          from = { after: event.position };
          if (isWanted(event)) yield event;
        }
      }
    } finally {
      stop();
    }
  };
}

/** Whether the event comes behind the start; in a stream that was made anew the places begin anew. */
function isBehind(start: FeedStart, { position: { place, storedAt } }: PublishedEvent): boolean {
  if ('since' in start) return storedAt >= Date.parse(start.since);
  return place > start.after.place || storedAt > start.after.storedAt;
}
