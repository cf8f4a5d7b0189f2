import type { Order } from '../../domain/order.ts';
import type { OrderReader } from '../../domain/ports/order-reader.ts';
import type { Order as OrderRow, OrderEvent as EventRow } from '../../prisma/generated/client.ts';
import { shareLoads } from '../shared-loads.ts';
import type { Database } from './database.ts';
import { asOfNow, toEvent } from './event-row.ts';
import { EVENTS_FROM } from './event-statements.ts';
import { selectPage } from './order-page.ts';
import { SELECTED_COLUMNS, toOrder } from './order-row.ts';

const CREATED_ORDER = `
  select e.snapshot, o.request_fingerprint as fingerprint
  from orders o join order_events e on e.order_id = o.id and e.sequence = 1
  where o.id = $1`;

/** Of one it is another statement, because PostgreSQL plans that once, and those of an array again and again. */
const FIND_ONE = `select ${SELECTED_COLUMNS} from orders o where o.id = $1`;
const FIND_SOME = `select ${SELECTED_COLUMNS} from unnest($1::text[]) asked(id) join orders o on o.id = asked.id`;

export function createOrderReader(db: Database): OrderReader {
  const findAll = async (ids: readonly string[]): Promise<ReadonlyMap<string, Order>> => {
    const rows = ids.length === 1 ? db.rows<OrderRow>(FIND_ONE, ids) : db.rows<OrderRow>(FIND_SOME, [ids]);
    return new Map((await rows).map((row) => [row.id, toOrder(row)]));
  };

  return {
    find: shareLoads(findAll),

    async findCreated(id) {
      const [row] = await db.rows<{ snapshot: Order; fingerprint: string | null }>(CREATED_ORDER, [id]);
      return row && { order: asOfNow(row.snapshot), fingerprint: row.fingerprint };
    },

    async list(filter) {
      if (filter.status === 'PENDING') return [];
      const { text, values } = selectPage(filter);
      return (await db.rows<OrderRow>(text, values)).map(toOrder);
    },

    async events(id, { from, limit }) {
      const rows = await db.rows<EventRow & { isMore: boolean }>(EVENTS_FROM, [id, from, limit]);
      return { events: rows.map(toEvent), isMore: rows[0]?.isMore ?? false };
    },

    hasStep: async (orderId, step) => (await db.run((prisma) => prisma.orderEvent.count({ where: { orderId, step } }))) > 0,
  };
}
