/** Where an event stands in the stream: from one event to the next it only grows, unless the stream is made anew. */
export interface FeedPosition {
  /** From 1. */
  readonly place: number;
  /** When the stream stored it (ms since 1970): tells a stream from another one of its name. */
  readonly storedAt: number;
}

/** An event as the stream holds it. */
export interface PublishedEvent {
  readonly position: FeedPosition;
  readonly orderId: string;
  /** Whose order it is; empty where all share them. */
  readonly tenant: string;
  readonly type: string;
  /** CloudEvents' attributes, without the prefix that they have as headers. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The order as the event left it, as JSON. */
  readonly order: string;
}

export interface FeedListener {
  onEvent(event: PublishedEvent): void;
  /** Events may have been missed: what follows the last one that was seen has to be read. */
  onGap(): void;
}

/** `since`: ISO 8601, inclusive. */
export type FeedStart = { readonly after: FeedPosition } | { readonly since: string };

/** The events of all orders, as the stream stores them. All who listen share what this process gets of it. */
export interface EventFeed {
  /** @throws DependencyError('nats') when the stream cannot be read */
  check(): Promise<void>;
  /** What is stored from now on, with a gap at the beginning; the answer ends it. */
  listen(listener: FeedListener): () => void;
  /**
   * What the stream holds from there on, of these types or of all, first to last; ends when nothing more is there.
   * @throws DependencyError('nats')
   */
  read(start: FeedStart, types: readonly string[], signal: AbortSignal): AsyncIterable<PublishedEvent>;
}
