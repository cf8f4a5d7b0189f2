import { applyChange, type OrderChange } from '../../domain/order-change.ts';
import { DependencyError } from '../../domain/errors.ts';
import { createdOrder, paymentMethodOf, type Order, type PaymentMethod } from '../../domain/order.ts';
import { statusEvent, type Cause } from '../../domain/order-event.ts';
import type { OrderStatus } from '../../domain/order-status.ts';
import type { OrderStore } from '../../domain/ports/order-store.ts';
import type { Order as OrderRow } from '../../prisma/generated/client.ts';
import type { Database } from './database.ts';
import { toOrder, toRequest } from './order-row.ts';
import { FIND_ORDER, insertOrder, updateOrder, type Statement } from './order-statements.ts';
import { RecentOrders, type SeenOrder } from './recent-orders.ts';

export interface OrderStoreOptions {
  readonly db: Database;
  readonly now: () => Date;
  /** Called once for each recorded move to a status. */
  readonly onStatusChange: (to: OrderStatus) => void;
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
    const [row] = await db.rows<OrderRow & Written & { recorded: boolean }>(FIND_ORDER, [orderId, step]);
    if (!row) throw new Error(`order ${orderId} has no row`);
    const { writtenBy, recorded } = row;
    return { order: toOrder(row), writtenBy, recorded, paymentMethod: paymentMethodOf(toRequest(row)) };
  };

  const write = async (order: Order, paymentMethod: PaymentMethod, { text, values }: Statement): Promise<boolean> => {
    const [written] = await db.rows<Written>(text, values);
    if (written) recent.wrote({ order, writtenBy: written.writtenBy, paymentMethod });
    return written !== undefined;
  };

  /** Compare and swap. Undefined when there is nothing to change, the order moved meanwhile, or the step was recorded before. */
  const swap = async (seen: SeenOrder, step: string, cause: Cause, change: OrderChange | undefined): Promise<Order | undefined> => {
    if (!change) return undefined;
    const { order: after, event } = applyChange(seen.order, change, now().toISOString());
    const statement = updateOrder(after, seen, { step, type: event, cause, why: change.why });
    if (!(await write(after, seen.paymentMethod, statement))) return undefined;
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
      const paymentMethod = paymentMethodOf(request);
      const event = { step: 'created', type: statusEvent('CREATED'), cause, why: 'The order was accepted.' };
      const isNew = await write(created, paymentMethod, insertOrder(created, { paymentMethod, fingerprint }, event));
      if (!isNew) return (await find(id, 'created')).order;
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

    paymentMethod: async (orderId) => (recent.get(orderId) ?? (await find(orderId, ''))).paymentMethod,
  };
}
