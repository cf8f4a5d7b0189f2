import type { OrderBooks, StockItem } from '../../domain/ports.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { ORDER_COLUMNS, toRequest } from './order-row.ts';

/** Reads for the reconciler. Each goes over a partial index of what is open: the cost follows what is under way, not what is stored. */
export function createOrderBooks(db: Database): OrderBooks {
  return {
    async open(afterId, limit) {
      const rows = await db.run(
        (prisma) => prisma.$queryRaw<OrderRow[]>`
          select ${ORDER_COLUMNS} from orders o
          where o.status not in ('COMPLETED', 'CANCELED', 'REJECTED', 'RETURNED') and o.id > ${afterId ?? ''}
          order by o.id limit ${limit}`,
      );
      return rows.map((row) => ({ id: row.id, request: toRequest(row), fingerprint: row.requestFingerprint }));
    },

    strayReservations: (limit) =>
      db.run(
        (prisma) => prisma.$queryRaw<{ orderId: string; items: StockItem[] }[]>`
          select r.order_id as "orderId", json_agg(json_build_object('sku', r.sku, 'quantity', r.quantity)) as items
          from reservations r join orders o on o.id = r.order_id
          where r.state = 'reserved' and o.status in ('COMPLETED', 'CANCELED', 'REJECTED', 'RETURNED')
          group by r.order_id limit ${limit}`,
      ),

    async statuses(orderIds) {
      const where = { id: { in: [...orderIds] } };
      const rows = await db.run((prisma) => prisma.order.findMany({ where, select: { id: true, status: true } }));
      return new Map<string, OrderStatus>(rows.map(({ id, status }) => [id, status]));
    },
  };
}
