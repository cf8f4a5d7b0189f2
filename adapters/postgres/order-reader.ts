import type { Order } from '../../domain/order.ts';
import type { OrderFilter, OrderReader } from '../../domain/ports/order-reader.ts';
import { type OrderEvent as EventRow, Prisma } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { asOfNow, toEvent } from './event-row.ts';
import { EVENTS_FROM } from './event-statements.ts';
import { toOrder } from './order-row.ts';

const CREATED_ORDER = `
  select e.snapshot, o.request_fingerprint as fingerprint
  from orders o join order_events e on e.order_id = o.id and e.sequence = 1
  where o.id = $1`;

export function createOrderReader(db: Database): OrderReader {
  return {
    async find(id) {
      const row = await db.run((prisma) => prisma.order.findUnique({ where: { id } }));
      return row ? toOrder(row) : undefined;
    },

    async findCreated(id) {
      const [row] = await db.rows<{ snapshot: Order; fingerprint: string | null }>(CREATED_ORDER, [id]);
      return row && { order: asOfNow(row.snapshot), fingerprint: row.fingerprint };
    },

    async list(filter) {
      const rows = await db.run((prisma) =>
        prisma.order.findMany({ where: where(filter), orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: filter.limit }),
      );
      return rows.map(toOrder);
    },

    async events(id, { from, limit }) {
      const rows = await db.rows<EventRow & { isMore: boolean }>(EVENTS_FROM, [id, from, limit]);
      return { events: rows.map(toEvent), isMore: rows[0]?.isMore ?? false };
    },

    hasStep: async (orderId, step) => (await db.run((prisma) => prisma.orderEvent.count({ where: { orderId, step } }))) > 0,
  };
}

/** Keyset paging on what never changes (createdAt, id): nothing is missed or repeated, however many orders arrive meanwhile. */
function where({ tenant, customerId, status, needsAttention, createdAfter, createdBefore, after }: OrderFilter): Prisma.OrderWhereInput {
  if (status === 'PENDING') return { id: { in: [] } };
  const keyset = after && [
    { createdAt: { lte: after.createdAt } },
    { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] },
  ];
  return {
    tenant,
    ...(customerId !== undefined && { customerId }),
    ...(status !== undefined && { status }),
    ...(needsAttention !== undefined && { attention: needsAttention ? { not: Prisma.DbNull } : { equals: Prisma.DbNull } }),
    ...((createdAfter ?? createdBefore) !== undefined && {
      createdAt: { ...(createdAfter && { gt: createdAfter }), ...(createdBefore && { lt: createdBefore }) },
    }),
    ...(keyset && { AND: keyset }),
  };
}
