import type { DeliveryStatus, WebhookDelivery, WebhookEndpoint } from '../webhook.ts';

/** The last one of a page of a list. */
export interface ListPosition {
  readonly createdAt: string;
  readonly id: string;
}

export interface ListPage {
  readonly limit: number;
  readonly after?: ListPosition;
}

/** A call that comes with an Idempotency-Key. */
export interface KeyedCall {
  /** SHA-256 of the key's scope. */
  readonly hash: string;
  readonly fingerprint: string;
  readonly endpointId: string;
}

export interface KeptAnswer<Answer> {
  readonly answer: Answer;
  /** What the key came with first; absent when it comes for the first time. */
  readonly keptFingerprint?: string;
}

/** Endpoints of one tenant, newest first in lists. */
export interface WebhookEndpoints {
  find(endpointId: string): Promise<WebhookEndpoint | undefined>;
  list(page: ListPage): Promise<readonly WebhookEndpoint[]>;
  deliveries(endpointId: string, page: ListPage & { readonly status?: DeliveryStatus }): Promise<readonly WebhookDelivery[]>;
  /** The secret in use, when it was made under that key. */
  secretMadeUnder(endpointId: string, hash: string): Promise<string | undefined>;
  /**
   * Does the work in one transaction, and keeps its answer with the key: when that came before, nothing is done and the kept answer
   * is told. What the work throws undoes it.
   */
  once<Answer extends object>(key: KeyedCall | undefined, work: (changes: EndpointChanges) => Promise<Answer>): Promise<KeptAnswer<Answer>>;
}

export interface NewSecret {
  readonly secret: string;
  /** Of the key that it is made under. */
  readonly madeUnder?: string;
}

/** What one transaction can do. */
export interface EndpointChanges {
  count(): Promise<number>;
  /** Nobody else changes it until the transaction ends. */
  take(endpointId: string): Promise<WebhookEndpoint | undefined>;
  insert(endpoint: WebhookEndpoint, secret: NewSecret): Promise<void>;
  update(endpoint: WebhookEndpoint): Promise<void>;
  /** The one that it takes the place of goes on signing until then. */
  replaceSecret(endpointId: string, secret: NewSecret, previousUntil: Date): Promise<void>;
  remove(endpointId: string): Promise<void>;
  /** Queues an event that is none of an order. */
  queueTest(endpointId: string, eventId: string): Promise<WebhookDelivery>;
  /** Queues events of the tenant's orders, also such as were delivered; tells which of them there are. */
  queueEvents(endpointId: string, eventIds: readonly string[]): Promise<readonly string[]>;
  /** Queues again what was taken up since then, oldest first. */
  queueSince(endpointId: string, since: string, limit: number): Promise<QueuedSince>;
}

export interface QueuedSince {
  readonly queued: number;
  /** Of the first that found no room. */
  readonly nextSince?: string;
}
