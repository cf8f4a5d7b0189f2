import { EventEmitter, once } from 'node:events';
import type { EventFeed, PublishedEvent } from '../../domain/ports/event-feed.ts';
import type { OrderSources, Wanted } from './find-order.ts';
import { eventsAfter, type ToldEvent } from './read-events.ts';

export interface WatchCall extends Wanted {
  /** The sequence of the last event that is known; 0 for none. */
  readonly after: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Most events that are read at once. */
const PAGE = 50;

/**
 * An order's events, each once and in order: its history behind what is known, then what comes. PostgreSQL tells them, and the feed
 * when to look, so that nothing depends on what the feed may miss.
 * @throws DomainError ORDER_NOT_FOUND; AbortError with the call's signal
 */
export function watchOrder({ feed, ...sources }: OrderSources & { readonly feed: EventFeed }) {
  return async function* ({ orderId, caller, after, signal }: WatchCall): AsyncGenerator<ToldEvent> {
    const changes = new EventEmitter();
    let isStale = true;
    const onGap = () => {
      isStale = true;
      changes.emit('stale');
    };
    const onEvent = (event: PublishedEvent) => {
      if (event.orderId === orderId) onGap();
    };
    const stop = feed.listen({ onEvent, onGap });
    try {
      for (let last = after; ;) {
        if (!isStale) await once(changes, 'stale', { signal });
        isStale = false;
        const { events, isMore } = await eventsAfter(sources, { orderId, caller }, { after: last, limit: PAGE }, signal);
        for (const event of events) yield event;
        last = events.at(-1)?.sequence ?? last;
        isStale ||= isMore;
      }
    } finally {
      stop();
    }
  };
}
