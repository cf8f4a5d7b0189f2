import type { EventType } from './order-event.ts';

/** `disabled`: switched off by us, because its receiver is gone. */
export const ENDPOINT_STATUSES = ['active', 'paused', 'disabled'] as const;
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number];

/** Where a tenant has its events sent to. */
export interface WebhookEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** None: all. */
  readonly eventTypes: readonly EventType[];
  readonly description?: string;
  readonly status: EndpointStatus;
  /** ISO 8601; why is for people. */
  readonly disabled?: { readonly at: string; readonly reason: string };
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** `dead`: given up, and kept to be replayed. */
export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One try to hand an event over. */
export interface WebhookAttempt {
  readonly at: string;
  readonly durationMs: number;
  /** What the receiver answered. */
  readonly statusCode?: number;
  /** Why it counts as failed, for people. */
  readonly error?: string;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  /** The `webhook-id`, the same over retries and replays. */
  readonly deliveryId: string;
  /** The CloudEvents id. */
  readonly eventId: string;
  readonly eventType: string;
  /** Absent for a test. */
  readonly orderId?: string;
  readonly status: DeliveryStatus;
  /** The newest, oldest first. */
  readonly attempts: readonly WebhookAttempt[];
  readonly nextAttemptAt?: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
}

/** What a test is called, in place of a type of event. */
export const TEST_EVENT = 'webhooks.test';

/** The receiver tells repeats of an event by it. Without a full stop, which separates what is signed (standardwebhooks.com). */
export function deliveryIdOf(eventId: string, endpointId: string): string {
  return `${eventId}:${endpointId}`;
}

/** How far a wait is moved at random, either way, so that what failed together does not come back together. */
const JITTER = 0.1;
/** A receiver cannot put us off for longer (ms). */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

export interface FailedTry {
  /** Made so far, this one too, since the delivery was last queued. */
  readonly tries: number;
  /** The receiver asked for so much time. */
  readonly retryAfterMs?: number;
}

/**
 * When the next try is due (ms from now); undefined after the last one. `waitsMs` are the waits between the tries, `random` is
 * between 0 and 1.
 */
export function nextTryInMs({ tries, retryAfterMs = 0 }: FailedTry, waitsMs: readonly number[], random: number): number | undefined {
  const wait = waitsMs[tries - 1];
  if (wait === undefined) return undefined;
  const moved = wait * (1 - JITTER + 2 * JITTER * random);
  return Math.round(Math.max(moved, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS)));
}
