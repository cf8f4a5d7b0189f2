import type { EventType } from '../../domain/order-event.ts';
import type { DeliveredEvent, DeliveryRun, OpenDelivery, WebhookDeliveries } from '../../domain/ports/webhook-deliveries.ts';
import { TEST_EVENT } from '../../domain/webhook.ts';
import { structuredEvent } from '../../domain/structured-event.ts';
import { cloudEventAttributes, type EventEnvelope } from '../jetstream/cloud-event.ts';
import type { Database } from './database.ts';

/** A run that has had nothing to say for so long after its next try was due is lost, and another one is started (ms). */
const LOST_AFTER_MS = 15 * 60_000;
const MOST_ATTEMPTS = 50;

const OPEN = `
  select d.id, d.tries, d.event_id as "eventId", d.event_type as "eventType", d.created_at as "createdAt", d.order_id as "orderId", d.sequence,
    w.url, w.status, w.secret, w.previous_secret as "previousSecret", w.previous_secret_until as "previousSecretUntil",
    e.at, e.actor, e.request_id as "requestId", e.traceparent, e.tracestate, e.snapshot::text as snapshot
  from webhook_deliveries d
    join webhook_endpoints w on w.id = d.endpoint_id
    left join order_events e on e.order_id = d.order_id and e.sequence = d.sequence
  where d.id = $1 and d.round <= $2 and d.status = 'pending'`;

const PARK = `
  update webhook_deliveries set start_at = null, next_attempt_at = null, round = $2 + 1
  where id = $1 and round <= $2 and status = 'pending'`;

const RECORD = `
  update webhook_deliveries set
    attempts = case when jsonb_array_length(attempts) >= ${MOST_ATTEMPTS} then attempts - 0 else attempts end || $3::jsonb,
    tries = tries + 1, status = $4::"WebhookDeliveryStatus", next_attempt_at = $5::timestamptz,
    start_at = $5::timestamptz + ${LOST_AFTER_MS} * interval '1 ms',
    finished_at = case when $4 <> 'pending' then now() end
  where id = $1 and round <= $2 and status = 'pending'`;

const DISABLE = `
  update webhook_endpoints set status = 'disabled', disabled_at = now(), disabled_reason = $2, updated_at = now(), version = version + 1
  where id = $1 and status in ('active', 'paused')`;

const HAS_DELIVERED = `
  select 1 from webhook_deliveries where endpoint_id = $1 and status = 'delivered' and created_at >= $2::timestamptz limit 1`;

interface Row extends Omit<EventEnvelope, 'type'> {
  readonly id: string;
  readonly tries: number;
  readonly eventId: string;
  readonly eventType: string;
  readonly createdAt: Date;
  readonly url: string;
  readonly status: string;
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousSecretUntil: Date | null;
  /** Null for a test, and for an event whose order is no more. */
  readonly snapshot: string | null;
}

/** `publicUrl`: where the API describes what an event holds. */
export function createWebhookDeliveries(db: Database, publicUrl: string): WebhookDeliveries {
  const update = (sql: string, values: readonly unknown[]) => db.run((prisma) => prisma.$executeRawUnsafe(sql, ...values));
  return {
    async open({ deliveryId, round }, now) {
      const [row] = await db.rows<Row>(OPEN, [deliveryId, round]);
      if (row?.status === 'paused') await update(PARK, [deliveryId, round]);
      return row?.status === 'active' ? toOpen(row, publicUrl, now) : undefined;
    },

    async record({ deliveryId, round }: DeliveryRun, { attempt, status, nextAttemptAt = null }) {
      await update(RECORD, [deliveryId, round, JSON.stringify([attempt]), status, nextAttemptAt]);
    },

    disable: async (endpointId, reason) => (await update(DISABLE, [endpointId, reason])) > 0,

    hasDelivered: async (endpointId, since) => (await db.rows(HAS_DELIVERED, [endpointId, since])).length > 0,
  };
}

function toOpen(row: Row, publicUrl: string, now: Date): OpenDelivery {
  const { previousSecret, previousSecretUntil } = row;
  const isRotating = previousSecret !== null && previousSecretUntil !== null && previousSecretUntil > now;
  return {
    deliveryId: row.id,
    url: row.url,
    secrets: [row.secret, ...(isRotating ? [previousSecret] : [])],
    body: bodyOf(row, publicUrl),
    event: eventOf(row),
    tries: row.tries,
    createdAt: row.createdAt.toISOString(),
  };
}

function eventOf({ eventType: type, snapshot, createdAt, orderId, at, traceparent, tracestate }: Row): DeliveredEvent {
  if (snapshot === null) return { type, at: createdAt };
  return { type, orderId, at, ...(traceparent !== null && { traceparent }), ...(tracestate !== null && { tracestate }) };
}

/** The event as subscribers of the stream have it, and that at each try: it is read from the log of events. */
function bodyOf(row: Row, publicUrl: string): string | undefined {
  if (row.eventType === TEST_EVENT) return testBody(row);
  if (row.snapshot === null) return undefined;
  return structuredEvent(cloudEventAttributes({ ...row, type: row.eventType as EventType }, publicUrl), row.snapshot);
}

function testBody({ eventId, createdAt }: Row): string {
  const attributes = { specversion: '1.0', id: eventId, type: TEST_EVENT, source: '/webhook-endpoints', time: createdAt.toISOString() };
  return structuredEvent(attributes, JSON.stringify({ message: 'This is a test. No order has changed.' }));
}
