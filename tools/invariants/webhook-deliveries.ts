import { TEST_EVENT } from '../../domain/webhook.ts';
import type { OrdersDatabase } from './database.ts';
import type { Check } from './check.ts';
import { ORDER_COLUMNS_IN_SCOPE, sqlCheck, type Within } from './sql-check.ts';

export interface DeliveryTerms {
  /** How long a settled delivery is kept (days). */
  readonly webhookRetentionDays: number;
  /** How long one may wait for somebody to take it up (ms). */
  readonly stillMs: number;
}

/** The sender may read an event before the call that made or changed an endpoint has committed, and clocks differ by seconds. */
const KNOWN_AFTER = `interval '10 seconds'`;
const WANTS = `w.status <> 'deleted' and e.at > w.updated_at + ${KNOWN_AFTER} and (w.event_types = '{}' or e.type = any(w.event_types))`;
/** A test is about no order. */
const IN_SCOPE = (within: Within) => within({ id: 'coalesce(d.order_id, d.event_id)', createdAt: 'coalesce(o.created_at, d.created_at)' });

/** What is due to whoever has events sent to them, beside the events. */
export function webhookDeliveryChecks(db: OrdersDatabase, { webhookRetentionDays, stillMs }: DeliveryTerms): Check[] {
  return [
    sqlCheck(db, {
      number: '5l',
      title: 'Each event that was sent has one delivery for each endpoint that wants it',
      of: 'deliveries',
      counted: countDeliveries('d.order_id is not null'),
      values: () => [webhookRetentionDays],
      violations: (within) => `
        select id, string_agg(format('event %s has %s for endpoint %s', sequence, coalesce(n || ' deliveries', 'no delivery'), endpoint_id), '; '
            order by sequence) as says, max(sent_at) filter (where n is null) as changed_at
        from (
          select o.id, e.sequence, w.id as endpoint_id, d.n, b.sent_at
          from webhook_endpoints w
            join orders o on o.tenant = w.tenant
            join order_events e on e.order_id = o.id and ${WANTS}
            left join outbox b on b.order_id = e.order_id and b.sequence = e.sequence
            left join (select endpoint_id, order_id, sequence, count(*) as n from webhook_deliveries group by 1, 2, 3) d
              on d.endpoint_id = w.id and d.order_id = e.order_id and d.sequence = e.sequence
          where ${within(ORDER_COLUMNS_IN_SCOPE)} and d.n is distinct from 1
            and (b.id is null or b.sent_at is not null) and e.at > now() - $3::int * interval '1 day'
        ) found group by id`,
    }),
    sqlCheck(db, {
      number: '5m',
      title: "Each delivery is of an event of its endpoint's tenant, and stands as its last try says",
      of: 'deliveries',
      counted: countDeliveries(),
      violations: (within) => `
        select coalesce(d.order_id, d.event_id) as id, string_agg(format('delivery %s %s', d.id, found.says), '; ' order by d.id) as says,
          null::timestamptz as changed_at
        from webhook_deliveries d
          join webhook_endpoints w on w.id = d.endpoint_id and w.status <> 'deleted'
          left join orders o on o.id = d.order_id
          left join order_events e on e.order_id = d.order_id and e.sequence = d.sequence
          cross join lateral (select d.attempts->-1->>'statusCode' as code) last
          cross join lateral (select case
            when d.event_type <> '${TEST_EVENT}' and e.type is distinct from d.event_type
              then format('tells of %s, which is %s', d.event_type, coalesce(e.type, 'no event'))
            when o.tenant <> w.tenant then 'is for another tenant'
            when d.status = 'delivered' and coalesce(last.code::int, 0) not between 200 and 299
              then format('is delivered, and was answered %s', coalesce(last.code, 'by nobody'))
            when (d.status = 'pending') <> (d.finished_at is null)
              then format('is %s, and ended %s', d.status, coalesce(d.finished_at::text, 'never'))
          end as says) found
        where ${IN_SCOPE(within)} and found.says is not null group by 1`,
    }),
    sqlCheck(db, {
      number: '6b',
      title: 'No delivery to an active endpoint waits unseen',
      of: 'deliveries',
      counted: countDeliveries(`d.status = 'pending'`),
      values: () => [stillMs],
      violations: (within) => `
        select coalesce(d.order_id, d.event_id) as id, string_agg(format('delivery %s waits since %s', d.id, since.due), '; ' order by d.id) as says,
          max(since.due + $3::bigint * interval '1 ms') as changed_at
        from webhook_deliveries d
          join webhook_endpoints w on w.id = d.endpoint_id and w.status = 'active'
          left join orders o on o.id = d.order_id
          cross join lateral (select coalesce(d.start_at, greatest(d.created_at, w.updated_at)) as due) since
        where ${IN_SCOPE(within)} and d.status = 'pending' and since.due < now() - $3::bigint * interval '1 ms'
        group by 1`,
    }),
  ];
}

const countDeliveries =
  (condition = 'true') =>
  (within: Within) =>
    `select count(*) from webhook_deliveries d left join orders o on o.id = d.order_id where ${IN_SCOPE(within)} and ${condition}`;
