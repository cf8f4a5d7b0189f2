import { applyChange, type OrderChange } from '../../domain/order-change.ts';
import { DependencyError } from '../../domain/errors.ts';
import { createdOrder, type Order } from '../../domain/order.ts';
import { statusEvent, type Cause, type EventType } from '../../domain/order-event.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { OrderStore } from '../../domain/ports.ts';
import { Prisma, type Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { json, ORDER_COLUMNS, toOrder } from './order-row.ts';
import { RecentOrders, type SeenOrder } from './recent-orders.ts';

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

type Decide = (order: Order) => OrderChange | undefined;

interface Written {
  readonly writtenBy: string;
}

/** Orders in PostgreSQL: each change is one statement that writes the row, its event and its outbox row together. */
export function createOrderStore({ db, now, onStatusChange }: OrderStoreOptions): OrderStore {
  const recent = new RecentOrders();

  const find = async (orderId: string, step: string): Promise<SeenOrder & { recorded: boolean }> => {
    const rows = await db.run(
      (prisma) => prisma.$queryRaw<(OrderRow & Written & { recorded: boolean })[]>`
        select ${ORDER_COLUMNS}, o.xmin::text as "writtenBy",
          exists (select from order_events e where e.order_id = o.id and e.step = ${step}) as recorded
        from orders o where o.id = ${orderId}`,
    );
    if (!rows[0]) throw new Error(`order ${orderId} has no row`);
    return { order: toOrder(rows[0]), writtenBy: rows[0].writtenBy, recorded: rows[0].recorded };
  };

  const write = async (after: Order, statement: Prisma.Sql): Promise<boolean> => {
    const [written] = await db.run((prisma) => prisma.$queryRaw<Written[]>(statement));
    if (written) recent.wrote({ order: after, writtenBy: written.writtenBy });
    return written !== undefined;
  };

  /** Compare and swap. Undefined when there is nothing to change, the order moved meanwhile, or the step was recorded before. */
  const swap = async (seen: SeenOrder, step: string, cause: Cause, change: OrderChange | undefined): Promise<Order | undefined> => {
    if (!change) return undefined;
    const { order: after, event } = applyChange(seen.order, change, now().toISOString());
    if (!(await write(after, updateOrder(after, seen.writtenBy, { step, type: event, cause, why: change.why })))) return undefined;
    if (after.status !== seen.order.status) onStatusChange(after.status);
    return after;
  };

  /** One step of an order follows another, so that reading what this process wrote last is mostly spared. */
  const swapRecent = async (orderId: string, step: string, cause: Cause, decide: Decide): Promise<Order | undefined> => {
    const seen = recent.get(orderId);
    if (!seen) return undefined;
    try {
      return await swap(seen, step, cause, decide(seen.order));
    } catch (error) {
      if (error instanceof DependencyError) throw error;
      // Others have moved the order on: it may allow now what this version forbids.
      return undefined;
    }
  };

  return {
    async create({ id, request, fingerprint }, cause) {
      const at = now().toISOString();
      const created = createdOrder(id, request, at);
      const event = { step: 'created', type: statusEvent('CREATED'), cause, why: 'The order was accepted.' };
      if (!(await write(created, insertOrder(created, request.paymentToken, fingerprint, event)))) return (await find(id, 'created')).order;
      onStatusChange('CREATED');
      return created;
    },

    async change(orderId, step, cause, decide) {
      const swapped = await swapRecent(orderId, step, cause, decide);
      if (swapped) return swapped;
      // Who comes second decides anew on what the first one left.
      for (let attempt = 1; attempt <= MOST_SWAPS; attempt++) {
        const { recorded, ...seen } = await find(orderId, step);
        const change = recorded ? undefined : decide(seen.order);
        if (!change) return seen.order;
        const after = await swap(seen, step, cause, change);
        if (after) return after;
      }
      throw new DependencyError('postgres', `order ${orderId} kept changing under ${MOST_SWAPS} tries`);
    },

    async get(orderId, since = Number.POSITIVE_INFINITY) {
      const seen = recent.get(orderId);
      return seen && seen.order.version >= since ? seen.order : (await find(orderId, '')).order;
    },
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
      returning id, version, updated_at, xmin::text as "writtenBy"
    ), ${recordEvent(order, event)}`;
}

/** Compare and swap: writes nothing when the row is not any more as it was seen, or the step is recorded already. */
function updateOrder(order: Order, writtenBy: string, event: EventFields): Prisma.Sql {
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
      where id = ${order.id} and version = ${order.version - 1} and xmin::text = ${writtenBy}
        and not exists (select from order_events e where e.order_id = ${order.id} and e.step = ${event.step})
      returning id, version, updated_at, xmin::text as "writtenBy"
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
    insert into outbox (order_id, sequence, created_at) select order_id, sequence, at from event
    returning (select "writtenBy" from changed) as "writtenBy"`;
}
