import { EventEmitter, once } from 'node:events';
import type { FeedListener, PublishedEvent } from '../../domain/ports/event-feed.ts';

/** What is kept of the live feed for one who is slow; beyond it the stream itself keeps it. */
const MOST_EVENTS = 256;

/** Takes live events for one who reads them at its own pace. Behind: some were missed, and have to be read from the stream. */
export class LiveBuffer implements FeedListener {
  readonly #changes = new EventEmitter();
  #events: PublishedEvent[] = [];
  #isBehind = false;

  onEvent(event: PublishedEvent): void {
    if (this.#isBehind) return;
    if (this.#events.length >= MOST_EVENTS) return this.onGap();
    this.#events.push(event);
    this.#changes.emit('changed');
  }

  onGap(): void {
    this.#events = [];
    this.#isBehind = true;
    this.#changes.emit('changed');
  }

  /** From here on nothing is missed, if what came before is read from the stream. */
  restart(): void {
    this.#events = [];
    this.#isBehind = false;
  }

  /**
   * What comes, until this falls behind.
   * @throws AbortError with `signal`
   */
  async *events(signal: AbortSignal): AsyncGenerator<PublishedEvent> {
    while (!this.#isBehind) {
      const next = this.#events.shift();
      if (next) yield next;
      else await once(this.#changes, 'changed', { signal });
    }
  }
}
