import type { DeliveryStatus, WebhookAttempt } from '../webhook.ts';

/** A run of the tries of a delivery; one of a later round takes its place. */
export interface DeliveryRun {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly round: number;
}

/** Which event is handed over, and where it came from. */
export interface DeliveredEvent {
  readonly type: string;
  /** A test is about no order. */
  readonly orderId?: string;
  /** When it came about; of a test, when it was asked for. */
  readonly at: Date;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** A delivery that is to be tried. */
export interface OpenDelivery {
  readonly deliveryId: string;
  readonly url: string;
  /** Who signs: the secret in use first. */
  readonly secrets: readonly string[];
  /** The event in JSON, as it is sent; undefined when it is no more. */
  readonly body: string | undefined;
  readonly event: DeliveredEvent;
  /** Made since it was last queued. */
  readonly tries: number;
  readonly createdAt: string;
}

export interface TryRecord {
  readonly attempt: WebhookAttempt;
  readonly status: DeliveryStatus;
  /** Where it is still pending. */
  readonly nextAttemptAt?: string;
}

/** The deliveries as their sender has them. What a run does that another one has taken the place of, changes nothing. */
export interface WebhookDeliveries {
  /** Undefined when there is nothing to try: it is settled, queued anew, or its endpoint takes nothing at present. */
  open(run: DeliveryRun, now: Date): Promise<OpenDelivery | undefined>;
  record(run: DeliveryRun, record: TryRecord): Promise<void>;
  /** Switches an endpoint off; false when it was not on. */
  disable(endpointId: string, reason: string): Promise<boolean>;
  /** Whether anything was delivered to it of what came in since then. */
  hasDelivered(endpointId: string, since: string): Promise<boolean>;
}

export type SendOutcome =
  | { readonly kind: 'delivered'; readonly statusCode: number }
  | {
      readonly kind: 'failed';
      readonly statusCode?: number;
      readonly error: string;
      readonly retryAfterMs?: number;
      /** The receiver said so: 410. */
      readonly isGone?: true;
    };

/** Hands one event over, once. Never throws: what goes wrong is an outcome. */
export interface WebhookSender {
  send(delivery: OpenDelivery): Promise<SendOutcome>;
}
