import { TEST_EVENT, deliveryIdOf } from '../../domain/webhook.ts';
import type { EndpointChanges, ListPage, WebhookEndpoints } from '../../domain/ports/webhook-endpoints.ts';
import type { Prisma, WebhookEndpoint as EndpointRow, WebhookOutcome } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { endpointColumns, toDelivery, toEndpoint } from './webhook-rows.ts';

const NEWEST_FIRST = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];
const TAKE = `select id from webhook_endpoints where id = $1 and tenant = $2 and status <> 'deleted' for update`;

/** Two calls under one key come one after the other. */
const LOCK_KEY = `select pg_advisory_xact_lock(hashtextextended($1, 0))::text`;

/** Anew: what an earlier round still does counts no more. */
const QUEUED_ANEW = `status = 'pending', round = d.round + 1, tries = 0, start_at = now(), next_attempt_at = now(), finished_at = null`;

const QUEUE_EVENTS = `
  insert into webhook_deliveries as d
    (id, endpoint_id, event_id, event_type, order_id, sequence, start_at, next_attempt_at, created_at)
  select e.order_id || ':' || e.sequence || ':' || $1, $1, e.order_id || ':' || e.sequence, e.type, e.order_id, e.sequence, now(), now(), now()
  from unnest($2::text[], $3::int[]) asked(order_id, sequence)
    join order_events e on e.order_id = asked.order_id and e.sequence = asked.sequence
    join orders o on o.id = e.order_id and o.tenant = $4
  on conflict (id) do update set ${QUEUED_ANEW}
  returning d.event_id as "eventId"`;

const SINCE = `
  select id, created_at as "createdAt" from webhook_deliveries
  where endpoint_id = $1 and created_at >= $2::timestamptz order by created_at, id limit $3`;
const QUEUE_AGAIN = `update webhook_deliveries d set ${QUEUED_ANEW} where id = any($1::text[])`;

/** The endpoints of one tenant. */
export function createWebhookEndpoints(db: Database, tenant: string): WebhookEndpoints {
  const ofTenant = { tenant, status: { not: 'deleted' as const } };
  return {
    async find(id) {
      const row = await db.run((prisma) => prisma.webhookEndpoint.findFirst({ where: { id, ...ofTenant } }));
      return row ? toEndpoint(row) : undefined;
    },

    async list(page) {
      const rows = await db.run((prisma) =>
        prisma.webhookEndpoint.findMany({ where: { ...ofTenant, ...behind(page) }, orderBy: NEWEST_FIRST, take: page.limit }),
      );
      return rows.map(toEndpoint);
    },

    async deliveries(endpointId, { status, ...page }) {
      const where = { endpointId, ...(status && { status }), ...behind(page) };
      const rows = await db.run((prisma) => prisma.webhookDelivery.findMany({ where, orderBy: NEWEST_FIRST, take: page.limit }));
      return rows.map(toDelivery);
    },

    async secretMadeUnder(id, secretMadeUnder) {
      const row = await db.run((prisma) => prisma.webhookEndpoint.findFirst({ where: { id, secretMadeUnder, ...ofTenant } }));
      return row?.secret;
    },

    once: (key, work) =>
      db.run((prisma) =>
        prisma.$transaction(async (tx) => {
          if (!key) return { answer: await work(changesIn(tx, tenant)) };
          const { hash, fingerprint, endpointId } = key;
          await tx.$queryRawUnsafe(LOCK_KEY, hash);
          const kept = await tx.webhookOutcome.findUnique({ where: { key: hash } });
          if (kept) return { answer: kept.answer as never, keptFingerprint: kept.fingerprint };
          const answer = await work(changesIn(tx, tenant));
          const outcome: Omit<WebhookOutcome, 'createdAt' | 'answer'> = { key: hash, endpointId, fingerprint };
          await tx.webhookOutcome.create({ data: { ...outcome, answer } });
          return { answer };
        }),
      ),
  };
}

function behind({ after }: ListPage) {
  if (!after) return {};
  const { createdAt, id } = after;
  return { AND: [{ createdAt: { lte: createdAt } }, { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }] };
}

function changesIn(tx: Prisma.TransactionClient, tenant: string): EndpointChanges {
  return {
    count: () => tx.webhookEndpoint.count({ where: { tenant, status: { not: 'deleted' } } }),

    async take(endpointId) {
      const [taken] = await tx.$queryRawUnsafe<Pick<EndpointRow, 'id'>[]>(TAKE, endpointId, tenant);
      return taken && toEndpoint(await tx.webhookEndpoint.findUniqueOrThrow({ where: { id: endpointId } }));
    },

    async insert(endpoint, { secret, madeUnder = null }) {
      const { endpointId: id, createdAt } = endpoint;
      await tx.webhookEndpoint.create({
        data: { id, tenant, ...endpointColumns(endpoint), secret, secretMadeUnder: madeUnder, createdAt },
      });
    },

    async update(endpoint) {
      await tx.webhookEndpoint.update({ where: { id: endpoint.endpointId }, data: endpointColumns(endpoint) });
    },

    async replaceSecret(id, { secret, madeUnder = null }, previousSecretUntil) {
      const { secret: previousSecret } = await tx.webhookEndpoint.findUniqueOrThrow({ where: { id } });
      const data = { secret, secretMadeUnder: madeUnder, previousSecret, previousSecretUntil };
      await tx.webhookEndpoint.update({ where: { id }, data });
    },

    async remove(id) {
      await tx.webhookEndpoint.update({ where: { id }, data: { status: 'deleted' } });
    },

    async queueTest(endpointId, eventId) {
      const now = new Date();
      const times = { startAt: now, nextAttemptAt: now, createdAt: now };
      const data = { id: deliveryIdOf(eventId, endpointId), endpointId, eventId, eventType: TEST_EVENT, ...times };
      return toDelivery(await tx.webhookDelivery.create({ data }));
    },

    async queueEvents(endpointId, eventIds) {
      const parts = eventIds.map((eventId) => eventId.split(':'));
      const [orderIds, sequences] = [parts.map(([orderId]) => orderId), parts.map(([, sequence]) => Number(sequence))];
      const rows = await tx.$queryRawUnsafe<{ eventId: string }[]>(QUEUE_EVENTS, endpointId, orderIds, sequences, tenant);
      return rows.map(({ eventId }) => eventId);
    },

    async queueSince(endpointId, since, limit) {
      // One more than is taken tells where the rest begins.
      const found = await tx.$queryRawUnsafe<{ id: string; createdAt: Date }[]>(SINCE, endpointId, since, limit + 1);
      const chosen = found.slice(0, limit);
      await tx.$executeRawUnsafe(
        QUEUE_AGAIN,
        chosen.map(({ id }) => id),
      );
      const next = found[limit];
      return { queued: chosen.length, ...(next && { nextSince: next.createdAt.toISOString() }) };
    },
  };
}
