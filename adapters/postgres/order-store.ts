import { applyChange } from '../../domain/order-change.ts';
import { DependencyError } from '../../domain/errors.ts';
import { newOrder, type Order } from '../../domain/order.ts';
import { statusEvent, type Cause, type EventType } from '../../domain/order-event.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { OrderStore } from '../../domain/ports.ts';
import { Prisma, type Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { json, ORDER_COLUMNS, toOrder } from './order-row.ts';

export interface OrderStoreOptions {
  readonly db: Database;
  readonly now: () => Date;
  /** Called once for each recorded move to a status. */
  readonly onStatusChange: (to: OrderStatus) => void;
}

interface EventFields {
  readonly step: string;
  readonly type: EventType;
  readonly cause: Cause;
  readonly why: string;
}

/** An order has few writers at once; one that loses this often is better off waiting. */
const MOST_SWAPS = 5;

/** Orders in PostgreSQL: each change is one statement that writes the row, its event and its outbox row together. */
export function createOrderStore({ db, now, onStatusChange }: OrderStoreOptions): OrderStore {
  const find = async (orderId: string, step: string) => {
    const rows = await db.run(
      (prisma) => prisma.$queryRaw<(OrderRow & { recorded: boolean })[]>`
        select ${ORDER_COLUMNS}, exists (select from order_events e where e.order_id = o.id and e.step = ${step}) as recorded
        from orders o where o.id = ${orderId}`,
    );
    if (!rows[0]) throw new Error(`order ${orderId} has no row`);
    return { order: toOrder(rows[0]), recorded: rows[0].recorded };
  };

  return {
    async create({ id, request, fingerprint }, cause) {
      const at = now().toISOString();
      const created: Order = { ...newOrder(id, request, at), status: 'CREATED', version: 1 };
      const event = { step: 'created', type: statusEvent('CREATED'), cause, why: 'The order was accepted.' };
      const written = await db.run((prisma) => prisma.$queryRaw<unknown[]>(insertOrder(created, request.paymentToken, fingerprint, event)));
      if (written.length === 0) return (await find(id, 'created')).order;
      onStatusChange('CREATED');
      return created;
    },

    async change(orderId, step, cause, decide) {
      // Compare and swap: who comes second decides anew on what the first one left.
      for (let attempt = 1; attempt <= MOST_SWAPS; attempt++) {
        const { order, recorded } = await find(orderId, step);
        const change = recorded ? undefined : decide(order);
        if (!change) return order;
        const { order: after, event } = applyChange(order, change, now().toISOString());
        const statement = updateOrder(after, { step, type: event, cause, why: change.why });
        const written = await db.run((prisma) => prisma.$queryRaw<unknown[]>(statement));
        if (written.length === 0) continue;
        if (after.status !== order.status) onStatusChange(after.status);
        return after;
      }
      throw new DependencyError('postgres', `order ${orderId} kept changing under ${MOST_SWAPS} tries`);
    },

    get: async (orderId) => (await find(orderId, '')).order,
  };
}

function insertOrder(order: Order, paymentToken: string, fingerprint: string | null, event: EventFields): Prisma.Sql {
  const { payment } = order;
  return Prisma.sql`
    with changed as (
      insert into orders (id, order_number, customer_id, currency, total_cents, status, items, shipments, ship_to, metadata,
        payment_status, authorised_cents, captured_cents, refunded_cents, written_off_cents, payment_token, request_fingerprint,
        version, created_at, updated_at)
      values (${order.id}, ${order.orderNumber}, ${order.customerId}, ${order.currency}, ${order.totalCents}::bigint, 'CREATED',
        ${json(order.items)}::json, '[]', ${json(order.shipTo)}::json, ${json(order.metadata)}::json,
        ${payment.status}::"PaymentStatus", 0, 0, 0, 0, ${paymentToken}, ${fingerprint}, 1, ${order.createdAt}::timestamptz, ${order.createdAt}::timestamptz)
      on conflict (id) do nothing
      returning id, version, updated_at
    ), ${recordEvent(order, event)}`;
}

/** Compare and swap on the version: a change decided on an order that moved meanwhile is not written. */
function updateOrder(order: Order, event: EventFields): Prisma.Sql {
  const { payment } = order;
  return Prisma.sql`
    with changed as (
      update orders set status = ${order.status}::"OrderStatus", reason = ${json(order.reason)}::json,
        shipments = ${json(order.shipments)}::json, attention = ${json(order.needsAttention)}::json,
        payment_status = ${payment.status}::"PaymentStatus", authorised_cents = ${payment.authorisedCents}::bigint,
        captured_cents = ${payment.capturedCents}::bigint, refunded_cents = ${payment.refundedCents}::bigint,
        written_off_cents = ${payment.writtenOffCents}::bigint, next_action = ${json(payment.nextAction)}::json,
        payment_reference = ${payment.reference ?? null}, payment_attempts = ${payment.attempts},
        authorisation_expires_at = ${payment.expiresAt ?? null}::timestamptz, refunds = ${json(order.refunds)}::json,
        open_refunds = ${order.refunds.filter((refund) => refund.status === 'pending').length},
        version = ${order.version}, updated_at = ${order.updatedAt}::timestamptz
      where id = ${order.id} and version = ${order.version - 1}
      returning id, version, updated_at
    ), ${recordEvent(order, event)}`;
}

function recordEvent(order: Order, { step, type, cause, why }: EventFields): Prisma.Sql {
  return Prisma.sql`event as (
      insert into order_events (order_id, sequence, step, type, at, actor, why, request_id, traceparent, snapshot)
      select id, version, ${step}, ${type}, updated_at, ${cause.actor}, ${why}, ${cause.requestId ?? null},
        ${cause.traceparent ?? null}, ${json(order)}::json
      from changed
      returning order_id, sequence, at
    )
    insert into outbox (order_id, sequence, created_at) select order_id, sequence, at from event returning id`;
}
