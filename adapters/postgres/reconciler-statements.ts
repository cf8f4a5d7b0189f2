import { END_STATUSES_SQL } from './end-statuses.ts';
import { SELECTED_COLUMNS } from './order-row.ts';

// What the reconciler reads. Each goes over a partial index of what is open, or by ids: the cost follows what is under way, not what
// is stored.

/** Ids alone, which the index has: the workflows of nearly all of them run, and no more of those is asked for. */
export const OPEN_ORDERS = `select id from orders where status not in (${END_STATUSES_SQL}) and id > $1 order by id limit $2`;

export const NOT_OPEN = `
  select id from unnest($1::text[]) as asked (id)
  where not exists (select from orders o where o.id = asked.id and o.status not in (${END_STATUSES_SQL}))`;

export const STARTED_ORDERS = `
  select ${SELECTED_COLUMNS}, e.actor, e.request_id as "requestId", e.traceparent, e.tracestate
  from orders o left join order_events e on e.order_id = o.id and e.sequence = 1
  where o.id = any($1::text[]) and o.status not in (${END_STATUSES_SQL})
  order by o.id`;

export const ORDERS_BY_ID = `select ${SELECTED_COLUMNS} from orders o where o.id = any($1::text[])`;

export const WITH_OPEN_RETURNS = `
  select ${SELECTED_COLUMNS} from orders o where o.open_returns > 0 and o.id > $1 order by o.id limit $2`;

export const STATUSES = `
  select id, status::text as status, updated_at as "updatedAt", payment_status::text as "paymentStatus",
    payment_reference as "paymentReference"
  from orders where id = any($1::text[])`;

/** From what is held, which is as much as is open: a join that looks for a closed order walks through all that ever were. */
export const STRAY_RESERVATIONS = `
  with held as materialized (select order_id, line_id, sku, reserved + waiting as units from reservations where reserved > 0 or waiting > 0)
  select order_id as "orderId", json_agg(json_build_object('lineId', line_id, 'sku', sku, 'quantity', units)) as lines
  from held h
  where not exists (select from orders o where o.id = h.order_id and o.status not in (${END_STATUSES_SQL}))
    and exists (select from orders o where o.id = h.order_id)
  group by order_id limit $1`;

/** One that waits expires at no time: it is as old as its wait. */
export const ORPHAN_RESERVATIONS = `
  select r.order_id as "orderId", json_agg(json_build_object('lineId', r.line_id, 'sku', r.sku, 'quantity', r.reserved + r.waiting)) as lines,
    max(coalesce(r.expires_at, r.waits_since)) as "expiresAt", count(*) over () as total
  from reservations r
  where (r.reserved > 0 or r.waiting > 0) and not exists (select from orders o where o.id = r.order_id)
  group by r.order_id order by r.order_id limit $1`;

export const OVERCOMMITTED = `
  select case tenant when '' then sku else tenant || '/' || sku end as sku, on_hand as "onHand", reserved, count(*) over () as total
  from stock where reserved > on_hand order by tenant, stock.sku limit $1`;

/** What each followed from is looked up for those that are answered alone, not for all that are counted. */
export const PENDING_REFUNDS = `
  with pending as materialized (
    select o.id, o.customer_id, o.currency, r.value as refund, count(*) over () as total
    from orders o cross join lateral json_array_elements(o.refunds) r
    where o.open_refunds > 0 and r.value ->> 'status' = 'pending'
      and (r.value ->> 'createdAt')::timestamptz < $1::timestamptz
    order by o.id, r.value ->> 'createdAt' limit $2
  )
  select p.id, p.customer_id as "customerId", p.currency, p.refund, e.actor, e.request_id as "requestId", e.traceparent, e.tracestate, p.total
  from pending p left join order_events e on e.order_id = p.id and e.step = 'refund_opened:' || (p.refund ->> 'refundId')
  order by p.id, p.refund ->> 'createdAt'`;

export const UNSENT_EVENTS = `
  select order_id as "orderId", sequence, created_at as at, count(*) over () as total
  from outbox where sent_at is null and created_at < $1::timestamptz order by id limit 1`;

/** An order's events go out one after another, so that at most one of them was refused. */
export const REFUSED_EVENTS = `
  select b.order_id as "orderId", b.sequence, octet_length(e.snapshot::text) as bytes,
    (select count(*) from outbox w where w.order_id = b.order_id and w.sent_at is null) as waiting, count(*) over () as total
  from outbox b join order_events e on e.order_id = b.order_id and e.sequence = b.sequence
  where b.sent_at is null and b.refused_at is not null
  order by b.order_id limit $1`;
