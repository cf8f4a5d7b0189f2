import type { Actor, Cause } from '../../domain/order-event.ts';
import type { Refund } from '../../domain/order.ts';
import type { StoredStatus, Counted, HeldStock, ReconcilerQueries, RefusedEvent } from '../../domain/ports/reconciler-queries.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { toOrder, toRequest } from './order-row.ts';
import {
  NOT_OPEN,
  OPEN_ORDERS,
  ORDERS_BY_ID,
  ORPHAN_RESERVATIONS,
  OVERCOMMITTED,
  PENDING_REFUNDS,
  REFUSED_EVENTS,
  STARTED_ORDERS,
  STATUSES,
  STRAY_RESERVATIONS,
  UNSENT_EVENTS,
  WITH_OPEN_RETURNS,
} from './reconciler-statements.ts';

export function createReconcilerQueries(db: Database): ReconcilerQueries {
  return { ...readOrders(db), ...readReservations(db), ...readWhatWaits(db) };
}

interface CauseColumns {
  readonly actor: Actor | null;
  readonly requestId: string | null;
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

function toCause({ actor, requestId, traceparent, tracestate }: CauseColumns): Cause {
  return {
    actor: actor ?? 'reconciler',
    ...(requestId !== null && { requestId }),
    ...(traceparent !== null && { traceparent }),
    ...(tracestate !== null && { tracestate }),
  };
}

function readOrders(db: Database): Pick<ReconcilerQueries, 'open' | 'notOpen' | 'started' | 'statuses' | 'orders' | 'withOpenReturns'> {
  const ids = async (sql: string, values: readonly unknown[]) => (await db.rows<{ id: string }>(sql, values)).map(({ id }) => id);

  return {
    open: (afterId, limit) => ids(OPEN_ORDERS, [afterId ?? '', limit]),
    notOpen: (orderIds) => ids(NOT_OPEN, [orderIds]),

    async started(orderIds) {
      const rows = await db.rows<OrderRow & CauseColumns>(STARTED_ORDERS, [orderIds]);
      return rows.map((row) => ({ id: row.id, request: toRequest(row), fingerprint: row.requestFingerprint, cause: toCause(row) }));
    },

    async statuses(orderIds) {
      const rows = await db.rows<Omit<StoredStatus, 'updatedAt'> & { id: string; updatedAt: Date }>(STATUSES, [orderIds]);
      return new Map(rows.map(({ id, updatedAt, ...row }) => [id, { ...row, updatedAt: updatedAt.toISOString() }]));
    },

    async withOpenReturns(afterId, limit) {
      return (await db.rows<OrderRow>(WITH_OPEN_RETURNS, [afterId ?? '', limit])).map(toOrder);
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
      const rows = await db.rows<Total<HeldStock & { expiresAt: Date }>>(ORPHAN_RESERVATIONS, [limit]);
      return counted(rows, ({ orderId, lines, expiresAt }) => ({ orderId, lines, expiresAt: expiresAt.toISOString() }));
    },

    async overcommitted(limit) {
      const rows = await db.rows<Total<{ sku: string; onHand: bigint; reserved: bigint }>>(OVERCOMMITTED, [limit]);
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

function readWhatWaits(db: Database): Pick<ReconcilerQueries, 'pendingRefunds' | 'unsentEvents' | 'refusedEvents' | 'needingAttention'> {
  return {
    async pendingRefunds(openedBefore, limit) {
      const rows = await db.rows<Total<RefundRow>>(PENDING_REFUNDS, [openedBefore, limit]);
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
      const rows = await db.rows<Total<{ orderId: string; sequence: number; at: Date }>>(UNSENT_EVENTS, [recordedBefore]);
      return counted(rows, ({ orderId, sequence, at }) => ({ orderId, sequence, at: at.toISOString() }));
    },

    async refusedEvents(limit) {
      const rows = await db.rows<Total<Omit<RefusedEvent, 'waiting'> & { waiting: bigint }>>(REFUSED_EVENTS, [limit]);
      return counted(rows, ({ orderId, sequence, bytes, waiting }) => ({ orderId, sequence, bytes, waiting: Number(waiting) }));
    },

    async needingAttention() {
      const [row] = await db.rows<{ total: bigint }>('select count(*) as total from orders where attention is not null', []);
      return Number(row?.total ?? 0);
    },
  };
}

type Total<T> = T & { readonly total: bigint };

function counted<Row extends { readonly total: bigint }, T>(rows: readonly Row[], view: (row: Row) => T): Counted<T> {
  return { rows: rows.map(view), total: Number(rows[0]?.total ?? 0) };
}
