import { applyChange, type OrderChange } from '../../domain/order-change.ts';
import { DependencyError } from '../../domain/errors.ts';
import { createdOrder, paymentMethodOf, type Order } from '../../domain/order.ts';
import { statusEvent, type Cause } from '../../domain/order-event.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { toOrder, toRequest } from './order-row.ts';
import { FIND_ORDER, insertOrFindOrder, updateOrder } from './order-statements.ts';
import { RecentOrders, type SeenOrder } from './recent-orders.ts';

export interface OrderStoreOptions {
  readonly db: Database;
  readonly now: () => Date;
  /** Called once for each change that this store has recorded; `before` is undefined for an order that is new. */
  readonly onRecorded?: (after: Order, before: Order | undefined) => void;
}

/** An order has few writers at once; one that loses this often is better off waiting. */
const MOST_SWAPS = 5;

type Decide = (order: Order) => OrderChange | undefined;

interface Written {
  readonly writtenBy: string;
}

type FoundRow = OrderRow & Written;
type CreatedRow = { readonly insertedBy: string | null } & (FoundRow | { readonly id: null });

function seenIn(row: FoundRow): SeenOrder {
  return { order: toOrder(row), writtenBy: row.writtenBy, paymentMethod: paymentMethodOf(toRequest(row)) };
}

/** Orders in PostgreSQL: each change is one statement that writes the row, its event and its outbox row together. */
export function createOrderStore({ db, now, onRecorded }: OrderStoreOptions): OrderStore {
  const recent = new RecentOrders();

  /** Of a change: the clocks of two processes differ, and an order's changes follow one another all the same. */
  const instantFor = ({ updatedAt }: Order): string => {
    const at = now().toISOString();
    return at < updatedAt ? updatedAt : at;
  };

  const find = async (orderId: string, step: string): Promise<SeenOrder & { recorded: boolean }> => {
    const [row] = await db.rows<FoundRow & { recorded: boolean }>(FIND_ORDER, [orderId, step]);
    if (!row) throw new Error(`order ${orderId} has no row`);
    return { ...seenIn(row), recorded: row.recorded };
  };

  /** Compare and swap. Undefined when there is nothing to change, the order moved meanwhile, or the step was recorded before. */
  const swap = async (seen: SeenOrder, step: string, cause: Cause, change: OrderChange | undefined): Promise<Order | undefined> => {
    if (!change) return undefined;
    const { order: after, event } = applyChange(seen.order, change, instantFor(seen.order));
    const { paymentMethod = seen.paymentMethod } = change;
    const { text, values } = updateOrder(after, { ...seen, paymentMethod }, { step, type: event, cause, why: change.why });
    const [written] = await db.rows<Written>(text, values);
    if (!written) return undefined;
    recent.saw({ order: after, writtenBy: written.writtenBy, paymentMethod });
    onRecorded?.(after, seen.order);
    return after;
  };

  /** One step of an order follows another, so that reading what this process saw last is mostly spared. */
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
      const created = createdOrder(id, request, now().toISOString());
      const paymentMethod = paymentMethodOf(request);
      const event = { step: 'created', type: statusEvent('CREATED'), cause, why: 'The order was accepted.' };
      const { text, values } = insertOrFindOrder(created, { paymentMethod, fingerprint }, event);
      const [row] = await db.rows<CreatedRow>(text, values);
      if (row?.insertedBy) {
        recent.saw({ order: created, writtenBy: row.insertedBy, paymentMethod });
        onRecorded?.(created, undefined);
        return created;
      }
      const seen = row?.id ? seenIn(row) : await find(id, 'created');
      recent.saw(seen);
      return seen.order;
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

    paymentMethod: async (orderId) => (recent.get(orderId) ?? (await find(orderId, ''))).paymentMethod,
  };
}
