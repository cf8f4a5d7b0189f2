import type { DeliveryRun } from '../../domain/ports/webhook-deliveries.ts';
import type { Database } from './database.ts';

/** An event of the stream, by what its headers tell. */
export interface StreamedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly at: Date;
}

/** What is to be delivered, on its way to the workflows that see to it. */
export interface WebhookQueue {
  /** Since when there is an endpoint; `isEmpty` when none is left, not even one that is being forgotten. */
  endpoints(): Promise<{ readonly since: Date | undefined; readonly isEmpty: boolean }>;
  /** Queues each event for each endpoint of its order's tenant that wants it; a repeat changes nothing. Tells how many it queued. */
  add(events: readonly StreamedEvent[]): Promise<number>;
  /** Takes up what waited for endpoints that are active again, and gives up what waits for such as were switched off. */
  sortOut(): Promise<void>;
  /** What has to be started: some of each endpoint's, the longest waiting first. */
  due(): Promise<readonly DeliveryRun[]>;
  markStarted(runs: readonly DeliveryRun[]): Promise<void>;
  backlog(): Promise<WebhookBacklog>;
  /** Removes what was settled before then, and what is left of deleted endpoints; returns how many deliveries, at most `limit`. */
  purge(settledBefore: Date, limit: number): Promise<number>;
}

/** What waits, and what was given up. */
export interface WebhookBacklog {
  readonly pending: number;
  readonly overdueSeconds: number;
  readonly dead: number;
  readonly disabledEndpoints: number;
}

/** Of one endpoint at once: others have their turn beside it. */
const OF_ONE = 100;
/** Until its first try a run may take so long before another one is started in its place (ms). */
const FIRST_TRY_WITHIN_MS = 15 * 60_000;

const ENDPOINTS = `select min(created_at) filter (where status <> 'deleted') as since, count(*)::int as n from webhook_endpoints`;

const ADD = `
  insert into webhook_deliveries
    (id, endpoint_id, event_id, event_type, order_id, sequence, status, start_at, next_attempt_at, created_at, finished_at)
  select e.id || ':' || w.id, w.id, e.id, e.type, e.order_id, e.sequence,
    -- Nobody takes it, and somebody may want it replayed.
    case w.status when 'disabled' then 'dead' else 'pending' end::"WebhookDeliveryStatus",
    case w.status when 'active' then now() end, case w.status when 'active' then now() end, now(), case w.status when 'disabled' then now() end
  from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::timestamptz[]) e(id, type, order_id, sequence, at)
    join orders o on o.id = e.order_id
    join webhook_endpoints w on w.tenant = o.tenant and w.status <> 'deleted' and w.created_at <= e.at
      and (w.event_types = '{}' or e.type = any(w.event_types))
  on conflict (id) do nothing`;

const UNPARK = `
  update webhook_deliveries set start_at = now(), next_attempt_at = now() where id in (
    select d.id from webhook_endpoints w cross join lateral (
      select id from webhook_deliveries where endpoint_id = w.id and status = 'pending' and start_at is null limit ${OF_ONE}) d
    where w.status = 'active')`;

const GIVE_UP = `
  update webhook_deliveries set status = 'dead', next_attempt_at = null, finished_at = now() where id in (
    select d.id from webhook_endpoints w cross join lateral (
      select id from webhook_deliveries where endpoint_id = w.id and status = 'pending' limit ${OF_ONE}) d
    where w.status = 'disabled')`;

const DUE = `
  select d.id as "deliveryId", w.id as "endpointId", d.round + 1 as round from webhook_endpoints w cross join lateral (
    select id, round, start_at from webhook_deliveries
    where endpoint_id = w.id and status = 'pending' and start_at <= now() order by start_at limit ${OF_ONE}) d
  where w.status = 'active' order by d.start_at limit 500`;

const MARK_STARTED = `
  update webhook_deliveries d set round = s.round, start_at = now() + ${FIRST_TRY_WITHIN_MS} * interval '1 ms'
  from unnest($1::text[], $2::int[]) s(id, round)
  where d.id = s.id and d.round = s.round - 1 and d.status = 'pending'`;

const PURGE = `
  delete from webhook_deliveries where id in (
    (select id from webhook_deliveries where finished_at < $1::timestamptz limit $2::int)
    union all
    (select d.id from webhook_endpoints w cross join lateral (
      select id from webhook_deliveries where endpoint_id = w.id limit $2::int) d where w.status = 'deleted' limit $2::int)
    limit $2::int)`;

const PURGE_ENDPOINTS = `
  delete from webhook_endpoints w
  where status = 'deleted' and not exists (select 1 from webhook_deliveries where endpoint_id = w.id)`;

const BACKLOG = `
  select count(*)::int as pending, greatest(0, coalesce(extract(epoch from now() - min(next_attempt_at)), 0))::float8 as "overdueSeconds",
    (select count(*)::int from webhook_deliveries where status = 'dead') as dead,
    (select count(*)::int from webhook_endpoints where status = 'disabled') as "disabledEndpoints"
  from webhook_deliveries where status = 'pending'`;

const NO_BACKLOG: WebhookBacklog = { pending: 0, overdueSeconds: 0, dead: 0, disabledEndpoints: 0 };

export function createWebhookQueue(db: Database): WebhookQueue {
  const execute = (sql: string, values: readonly unknown[] = []) => db.run((prisma) => prisma.$executeRawUnsafe(sql, ...values));
  return {
    async endpoints() {
      const [row] = await db.rows<{ since: Date | null; n: number }>(ENDPOINTS, []);
      return { since: row?.since ?? undefined, isEmpty: row?.n === 0 };
    },
    add(events) {
      const column = <T>(of: (event: StreamedEvent) => T) => events.map(of);
      return execute(ADD, [
        column(({ eventId }) => eventId),
        column(({ type }) => type),
        column(({ orderId }) => orderId),
        column(({ sequence }) => sequence),
        column(({ at }) => at),
      ]);
    },
    async sortOut() {
      await execute(UNPARK);
      await execute(GIVE_UP);
    },
    due: () => db.rows<DeliveryRun>(DUE, []),
    async markStarted(runs) {
      await execute(MARK_STARTED, [runs.map(({ deliveryId }) => deliveryId), runs.map(({ round }) => round)]);
    },
    backlog: async () => (await db.rows<WebhookBacklog>(BACKLOG, []))[0] ?? NO_BACKLOG,
    async purge(settledBefore, limit) {
      const removed = await execute(PURGE, [settledBefore, limit]);
      await execute(PURGE_ENDPOINTS);
      return removed;
    },
  };
}
