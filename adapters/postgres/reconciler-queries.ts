import type { Actor, Cause } from '../../domain/order-event.ts';
import type { Refund } from '../../domain/order.ts';
import type { StoredStatus, Counted, HeldStock, ReconcilerQueries } from '../../domain/ports.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { END_STATUSES_SQL } from './end-statuses.ts';
import { SELECTED_COLUMNS, toOrder, toRequest } from './order-row.ts';

/** Reads for the reconciler. Each goes over a partial index of what is open: the cost follows what is under way, not what is stored. */
export function createReconcilerQueries(db: Database): ReconcilerQueries {
  return { ...readOrders(db), ...readReservations(db), ...readWhatWaits(db) };
}

const OPEN_ORDERS = `
  select ${SELECTED_COLUMNS}, e.actor, e.request_id as "requestId", e.traceparent
  from orders o left join order_events e on e.order_id = o.id and e.sequence = 1
  where o.status not in (${END_STATUSES_SQL}) and o.id > $1
  order by o.id limit $2`;

const ORDERS_BY_ID = `select ${SELECTED_COLUMNS} from orders o where o.id = any($1::text[])`;

/** From what is held, which is as much as is open: a join that looks for a closed order walks through all that ever were. */
const STRAY_RESERVATIONS = `
  with held as materialized (select order_id, line_id, sku, reserved from reservations where reserved > 0)
  select order_id as "orderId", json_agg(json_build_object('lineId', line_id, 'sku', sku, 'quantity', reserved)) as lines
  from held h
  where not exists (select from orders o where o.id = h.order_id and o.status not in (${END_STATUSES_SQL}))
    and exists (select from orders o where o.id = h.order_id)
  group by order_id limit $1`;

interface CauseColumns {
  readonly actor: Actor | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

function toCause({ actor, requestId, traceparent }: CauseColumns): Cause {
  return { actor: actor ?? 'reconciler', ...(requestId !== null && { requestId }), ...(traceparent !== null && { traceparent }) };
}

function readOrders(db: Database): Pick<ReconcilerQueries, 'open' | 'statuses' | 'orders'> {
  return {
    async open(afterId, limit) {
      const rows = await db.rows<OrderRow & CauseColumns>(OPEN_ORDERS, [afterId ?? '', limit]);
      return rows.map((row) => ({ id: row.id, request: toRequest(row), fingerprint: row.requestFingerprint, cause: toCause(row) }));
    },

    async statuses(orderIds) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<(Omit<StoredStatus, 'updatedAt'> & { id: string; updatedAt: Date })[]>`
          select id, status::text as status, updated_at as "updatedAt", payment_status::text as "paymentStatus",
            payment_reference as "paymentReference"
          from orders where id = any(${[...orderIds]}::text[])`,
      );
      return new Map(rows.map(({ id, updatedAt, ...row }) => [id, { ...row, updatedAt: updatedAt.toISOString() }]));
    },

    async orders(orderIds) {
      return (await db.rows<OrderRow>(ORDERS_BY_ID, [orderIds])).map(toOrder);
    },
  };
}

function readReservations(db: Database): Pick<ReconcilerQueries, 'strayReservations' | 'orphanReservations' | 'overcommitted'> {
  return {
    strayReservations: (limit) => db.rows<HeldStock>(STRAY_RESERVATIONS, [limit]),

    async orphanReservations(limit) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<Total<HeldStock & { expiresAt: Date }>[]>`
          select r.order_id as "orderId", json_agg(json_build_object('lineId', r.line_id, 'sku', r.sku, 'quantity', r.reserved)) as lines,
            max(r.expires_at) as "expiresAt", count(*) over () as total
          from reservations r
          where r.reserved > 0 and not exists (select from orders o where o.id = r.order_id)
          group by r.order_id order by r.order_id limit ${limit}`,
      );
      return counted(rows, ({ orderId, lines, expiresAt }) => ({ orderId, lines, expiresAt: expiresAt.toISOString() }));
    },

    async overcommitted(limit) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<Total<{ sku: string; onHand: bigint; reserved: bigint }>[]>`
          select sku, on_hand as "onHand", reserved, count(*) over () as total
          from stock where reserved > on_hand order by sku limit ${limit}`,
      );
      return counted(rows, ({ sku, onHand, reserved }) => ({ sku, onHand: Number(onHand), reserved: Number(reserved) }));
    },
  };
}

interface RefundRow extends CauseColumns {
  readonly id: string;
  readonly customerId: string;
  readonly currency: string;
  readonly refund: Refund;
}

function readWhatWaits(db: Database): Pick<ReconcilerQueries, 'pendingRefunds' | 'unsentEvents' | 'needingAttention'> {
  return {
    async pendingRefunds(openedBefore, limit) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<Total<RefundRow>[]>`
          select o.id, o.customer_id as "customerId", o.currency, r.value as refund, e.actor, e.request_id as "requestId", e.traceparent,
            count(*) over () as total
          from orders o cross join lateral json_array_elements(o.refunds) r
          left join order_events e on e.order_id = o.id and e.step = 'refund_opened:' || (r.value ->> 'refundId')
          where o.open_refunds > 0 and r.value ->> 'status' = 'pending'
            and (r.value ->> 'createdAt')::timestamptz < ${openedBefore}::timestamptz
          order by o.id, r.value ->> 'createdAt' limit ${limit}`,
      );
      return counted(rows, ({ id, customerId, currency, refund: { refundId, amountCents, reason, createdAt }, ...row }) => ({
        refundId,
        amountCents,
        reason,
        createdAt,
        order: { id, customerId, currency },
        cause: toCause(row),
      }));
    },

    async unsentEvents(recordedBefore) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<Total<{ orderId: string; sequence: number; at: Date }>[]>`
          select order_id as "orderId", sequence, created_at as at, count(*) over () as total
          from outbox where sent_at is null and created_at < ${recordedBefore}::timestamptz order by id limit 1`,
      );
      return counted(rows, ({ orderId, sequence, at }) => ({ orderId, sequence, at: at.toISOString() }));
    },

    async needingAttention() {
      const [row] = await db.run(
        (prisma) => prisma.$queryRaw<{ total: bigint }[]>`select count(*) as total from orders where attention is not null`,
      );
      return Number(row?.total ?? 0);
    },
  };
}

type Total<T> = T & { readonly total: bigint };

function counted<Row extends { readonly total: bigint }, T>(rows: readonly Row[], view: (row: Row) => T): Counted<T> {
  return { rows: rows.map(view), total: Number(rows[0]?.total ?? 0) };
}
